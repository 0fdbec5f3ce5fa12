import type { Client } from 'pg';
import type { AppliedMigration, Migration } from './migration';
import { SchemaError } from './schema-error';

/** The oldest server that is supported, as `server_version_num` counts. */
const OLDEST_SERVER = 150_000;

/** What the database says about itself. */
export interface ServerFacts {
  /** Such as `15.6`. */
  version: string;
  /** True for a standby. */
  isReadOnly: boolean;
}

/** @throws SchemaError `server_too_old`. */
export async function readServer(client: Client): Promise<ServerFacts> {
  const { rows } = await client.query<{ version: string; number: number; recovering: boolean }>(
    `SELECT current_setting('server_version') AS version, current_setting('server_version_num')::int AS number,
            pg_is_in_recovery() AS recovering`,
  );
  const [server] = rows;
  if (server === undefined || server.number < OLDEST_SERVER) {
    throw new SchemaError('server_too_old', `PostgreSQL ${server?.version ?? ''} is too old: 15 or newer is needed.`);
  }
  return { version: server.version, isReadOnly: server.recovering };
}

/** What the database has had, oldest first. Empty for a new one. */
export async function readApplied(client: Client): Promise<AppliedMigration[]> {
  const { rows: found } = await client.query<{ table: string | null }>(
    `SELECT to_regclass('stepwise.migrations')::text AS table`,
  );
  if (typeof found[0]?.table !== 'string') return [];
  const { rows } = await client.query<AppliedMigration>(
    'SELECT version, name, checksum, applied_at AS "appliedAt" FROM stepwise.migrations ORDER BY version',
  );
  return rows;
}

/** Makes the place where migrations are noted. */
export async function createMigrationLog(client: Client): Promise<void> {
  await client.query(`
    CREATE SCHEMA IF NOT EXISTS stepwise;
    CREATE TABLE IF NOT EXISTS stepwise.migrations (
      version integer PRIMARY KEY,
      name text NOT NULL,
      checksum text NOT NULL,
      applied_at timestamptz NOT NULL DEFAULT clock_timestamp()
    )`);
}

/** Runs one migration and notes it. */
export async function applyMigration(client: Client, { version, name, sql, checksum }: Migration): Promise<void> {
  await client.query(sql);
  await client.query('INSERT INTO stepwise.migrations (version, name, checksum) VALUES ($1, $2, $3)', [
    version,
    name,
    checksum,
  ]);
}
