export * from './embedded-log';
export * from './embedded-store-error';
export { findRunningPostgres } from './postgres/find-running-postgres';
export type { RedisSource } from './redis/find-redis';
export * from './start-embedded-stores';
export type { SupervisedState } from './supervised-process';
