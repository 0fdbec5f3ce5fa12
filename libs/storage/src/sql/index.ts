export * from './database-schema';
export * from './migrate';
export type { AppliedMigration, Migration } from './migration';
export * from './schema';
export * from './schema-error';
export * from './sql-database';
export { brokenUnique, isOutage, toStorageError } from './sql-error';
