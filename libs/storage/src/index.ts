export * from './create-postgres-pool';
export * from './create-redis';
export * from './ping';
export * from './storage-log';
