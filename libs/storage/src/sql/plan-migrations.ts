import type { AppliedMigration, Migration } from './migration';
import { SchemaError } from './schema-error';

/**
 * What a database still needs, in order.
 *
 * @throws SchemaError `program_too_old` or `migration_changed`.
 */
export function planMigrations(shipped: readonly Migration[], applied: readonly AppliedMigration[]): Migration[] {
  const known = new Map(shipped.map((migration) => [migration.version, migration]));
  for (const { version, name, checksum } of applied) {
    const migration = known.get(version);
    if (migration === undefined) {
      throw new SchemaError(
        'program_too_old',
        `The database has had migration ${version} (${name}), which this version does not know. Run the newer version.`,
      );
    }
    if (migration.checksum !== checksum) {
      throw new SchemaError(
        'migration_changed',
        `Migration ${version} (${name}) is not the one that the database has had. ` +
          'Migrations never change: restore the file, and put what is new into a new one.',
      );
    }
  }
  const done = new Set(applied.map(({ version }) => version));
  return shipped.filter(({ version }) => !done.has(version));
}
