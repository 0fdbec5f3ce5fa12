import { Client } from 'pg';
import type { StorageLog } from '../storage-log';
import type { AppliedMigration, Migration } from './migration';
import { applyMigration, createMigrationLog, readApplied, readServer, type ServerFacts } from './migration-log';
import { planMigrations } from './plan-migrations';
import { readMigrations } from './read-migrations';
import { SchemaError } from './schema-error';
import { sqlState } from './sql-error';

/** What {@link migrate} and {@link migrationStatus} need. */
export interface MigrateOptions {
  /** `postgresql://…`; the user must be allowed to make a schema. */
  url: string;
  /** Longest wait for another process that migrates, milliseconds. Default 60000. */
  waitMs?: number;
  /** Longest wait for a connection, milliseconds. Default 5000. */
  connectTimeoutMs?: number;
  /** Default: those that ship with the program. */
  migrations?: readonly Migration[];
  /** Told of each migration. Default: nobody. */
  log?: StorageLog;
}

/** How a database stands against the program. */
export interface MigrationStatus {
  server: ServerFacts;
  /** What it has had, oldest first. */
  applied: AppliedMigration[];
  /** What it still needs, in order. */
  pending: Migration[];
}

/** Any number, the same in every version: whoever migrates holds this lock. */
const LOCK = 7_326_811_904;
/** A migration may rewrite a large table. */
const LONGEST_STATEMENT_MS = 3_600_000;
const LOCK_NOT_AVAILABLE = '55P03';

/**
 * Brings a database to the schema of this program: in one transaction, so that a start that fails leaves nothing half done,
 * and under a lock, so that of processes that start together one does it and the others wait. Does nothing when nothing is
 * missing.
 *
 * @returns what was applied now.
 * @throws SchemaError when the database cannot be used; whatever `pg` throws when it does not answer.
 */
export async function migrate(options: MigrateOptions): Promise<Migration[]> {
  return withClient(options, async (client) => {
    const { server, pending } = await readStatus(client, options);
    if (pending.length === 0) return [];
    if (server.isReadOnly) {
      throw new SchemaError(
        'read_only',
        'The database needs migrations and is a standby. Give the address of the primary.',
      );
    }
    return migrateLocked(client, options);
  });
}

/** How a database stands. Changes nothing. Throws as {@link migrate} does, except for `locked` and `read_only`. */
export async function migrationStatus(options: MigrateOptions): Promise<MigrationStatus> {
  return withClient(options, (client) => readStatus(client, options));
}

async function readStatus(client: Client, { migrations }: MigrateOptions): Promise<MigrationStatus> {
  const server = await readServer(client);
  const applied = await readApplied(client);
  return { server, applied, pending: planMigrations(migrations ?? readMigrations(), applied) };
}

async function migrateLocked(client: Client, options: MigrateOptions): Promise<Migration[]> {
  await client.query('BEGIN');
  try {
    await takeLock(client, options.waitMs ?? 60_000);
    await createMigrationLog(client);
    // Again, under the lock: another process may have been first.
    const { pending } = await readStatus(client, options);
    for (const migration of pending) {
      options.log?.info(`Database: migration ${migration.version} (${migration.name}).`);
      await applyMigration(client, migration);
    }
    await client.query('COMMIT');
    return pending;
  } catch (error) {
    // The connection is closed next, which rolls back too.
    await client.query('ROLLBACK').catch(() => undefined);
    throw error;
  }
}

async function takeLock(client: Client, waitMs: number): Promise<void> {
  await client.query(`SET LOCAL lock_timeout = ${Math.max(1, Math.round(waitMs))}`);
  try {
    await client.query('SELECT pg_advisory_xact_lock($1)', [LOCK]);
  } catch (error) {
    if (sqlState(error) !== LOCK_NOT_AVAILABLE) throw error;
    throw new SchemaError('locked', `Another process migrates the database for more than ${waitMs / 1000} s already.`);
  }
}

async function withClient<T>(options: MigrateOptions, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({
    connectionString: options.url,
    connectionTimeoutMillis: options.connectTimeoutMs ?? 5_000,
    application_name: 'stepwise migrations',
    query_timeout: LONGEST_STATEMENT_MS,
    keepAlive: true,
  });
  client.on('error', () => undefined); // the statement that runs fails too, and tells
  await connect(client);
  try {
    return await work(client);
  } finally {
    await client.end().catch(() => undefined); // a connection that broke is closed already
  }
}

/** Without a password in the address `pg` fails by itself, in words of its own. */
const NO_PASSWORD = /^SASL: .*password/;

async function connect(client: Client): Promise<void> {
  try {
    await client.connect();
  } catch (error) {
    const state = sqlState(error) ?? '';
    if (state.startsWith('28') || (error instanceof Error && NO_PASSWORD.test(error.message))) {
      throw new SchemaError(
        'refused',
        'The database refuses the user or the password. Set DATABASE_URL to those it knows.',
      );
    }
    if (state === '3D000') {
      throw new SchemaError(
        'refused',
        'The server has no database of that name. Create it, or name another in DATABASE_URL.',
      );
    }
    throw error;
  }
}
