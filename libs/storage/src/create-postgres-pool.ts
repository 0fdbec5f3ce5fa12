import { Pool, type PoolConfig } from 'pg';
import { AvailabilityLog } from './availability-log';
import { reportingClient } from './reporting-client';
import type { StorageLog } from './storage-log';

/** How to reach PostgreSQL, and how long to wait for it. */
export interface PostgresPoolOptions {
  /** `postgresql://user:password@host:port/database`, with `sslmode` and the like as parameters. */
  url: string;
  /** Most open connections. Default 10. */
  maxConnections?: number | undefined;
  /** Most time to wait for a connection, from the server or from a busy pool, milliseconds. Default 2000. */
  connectTimeoutMs?: number | undefined;
  /** Most time for one statement, milliseconds. The server ends it then. Default 5000. */
  statementTimeoutMs?: number | undefined;
  /** After this time unused a connection is closed, milliseconds. Default 30000. */
  idleTimeoutMs?: number | undefined;
  /** After this time without a statement the server ends a transaction, milliseconds. Default 10000. */
  idleInTransactionTimeoutMs?: number | undefined;
  /** Shown by pg_stat_activity. Default `stepwise`. */
  applicationName?: string | undefined;
  /** Told when the server goes away and comes back. Default: nobody. */
  log?: StorageLog | undefined;
}

// The client gives up a little after the server should have: then the server is frozen or unreachable, and its own limit
// does not work.
const CLIENT_GRACE_MS = 500;

/**
 * A pool in which nothing waits without end: a frozen server, a broken network and an exhausted pool each end in an error
 * within the limits. Connections open when needed, so it can be made while the server is away; a connection that breaks is
 * replaced by the next one that is needed. A change is logged in one line.
 */
export function createPostgresPool(options: PostgresPoolOptions): Pool {
  const availability = new AvailabilityLog('PostgreSQL', options.log);
  const statementTimeout = options.statementTimeoutMs ?? 5_000;
  const config: PoolConfig = {
    connectionString: options.url,
    application_name: options.applicationName ?? 'stepwise',
    max: options.maxConnections ?? 10,
    connectionTimeoutMillis: options.connectTimeoutMs ?? 2_000,
    idleTimeoutMillis: options.idleTimeoutMs ?? 30_000,
    statement_timeout: statementTimeout,
    query_timeout: statementTimeout + CLIENT_GRACE_MS,
    idle_in_transaction_session_timeout: options.idleInTransactionTimeoutMs ?? 10_000,
    keepAlive: true,
    Client: reportingClient((error) => availability.down(error)),
  };
  const pool = new Pool(config);
  // Without listeners the loss of a connection would end the process: the pool's for idle ones, the client's for those in use.
  pool.on('error', (error) => availability.down(error));
  pool.on('connect', (client) => {
    client.on('error', (error) => availability.down(error));
    availability.up();
  });
  return pool;
}

/** Closes the pool after the statements that run. Later calls do nothing. */
export async function closePostgresPool(pool: Pool): Promise<void> {
  if (!pool.ending) await pool.end();
}
