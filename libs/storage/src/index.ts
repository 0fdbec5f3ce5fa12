export * from './create-postgres-pool';
export * from './create-queue-redis';
export * from './create-redis';
export * from './ping';
export type { RedisConnectionOptions } from './redis-connection-options';
export * from './sql';
export * from './storage-log';
