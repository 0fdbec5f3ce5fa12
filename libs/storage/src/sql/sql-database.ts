import { AsyncLocalStorage } from 'node:async_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import { UnitOfWork } from '@app/kernel';
import { drizzle, type NodePgDatabase } from 'drizzle-orm/node-postgres';
import type { Pool, PoolClient } from 'pg';
import * as schema from './schema';
import { isConflict, isConnectionLoss, isOutage, toStorageError } from './sql-error';

/** Builds and runs statements on our tables. */
export type SqlExecutor = NodePgDatabase<typeof schema>;

/** What a test replaces. */
export interface SqlDatabaseParts {
  /** From 0 up to 1, for the jitter between attempts. */
  random?: () => number;
  /** Waits between attempts, milliseconds. */
  wait?: (ms: number) => Promise<unknown>;
}

/** A transaction that runs, and who is told when it is committed. */
interface RunningUnit {
  sql: SqlExecutor;
  listeners: (() => void)[];
}

/** Of one unit of work. Sixteen writers of one row need no more than three. */
const MAX_ATTEMPTS = 5;
const FIRST_WAIT_MS = 20;

// Committed means on the disk of the server, whatever the database was configured to. More than `on` is left as it is.
const BEGIN = `BEGIN; SELECT set_config('synchronous_commit', 'on', true)
  WHERE current_setting('synchronous_commit') IN ('off', 'local')`;

/**
 * The database behind our adapters. A statement outside a unit of work runs by itself; in one, on its transaction.
 *
 * What failed for a reason that passes is tried again, at most five times, with a random pause that doubles from 20 ms: a
 * transaction after a conflict or when its connection broke before COMMIT was sent, a read when its connection broke. After a
 * COMMIT whose answer was lost nobody knows whether it happened, so that is not repeated. Nothing that timed out is: the time
 * is spent.
 */
export class SqlDatabase extends UnitOfWork {
  private readonly running = new AsyncLocalStorage<RunningUnit>();
  private units = 0;
  private readonly pooled: SqlExecutor;
  /** By connection: making one reads the whole schema, which costs more than a transaction does. */
  private readonly executors = new WeakMap<PoolClient, SqlExecutor>();
  private readonly random: () => number;
  private readonly wait: (ms: number) => Promise<unknown>;

  constructor(
    private readonly pool: Pool,
    { random = Math.random, wait = delay }: SqlDatabaseParts = {},
  ) {
    super();
    this.pooled = drizzle(pool, { schema });
    this.random = random;
    this.wait = wait;
  }

  /**
   * Runs statements that change nothing.
   *
   * @throws AppError `storage_unavailable`.
   */
  read<T>(work: (sql: SqlExecutor) => Promise<T>): Promise<T> {
    const unit = this.running.getStore();
    if (unit !== undefined) return work(unit.sql);
    return this.attempt(() => work(this.pooled), isConnectionLoss);
  }

  /**
   * Runs statements that change something, as one unit of work or within the one that runs.
   *
   * @throws AppError `storage_unavailable`; what the database says about the statements otherwise, as `pg` throws it.
   */
  write<T>(work: (sql: SqlExecutor) => Promise<T>): Promise<T> {
    const unit = this.running.getStore();
    if (unit !== undefined) return work(unit.sql);
    return this.attempt(() => this.transact((unit) => this.inUnit(unit, () => work(unit.sql))), isRepeatable);
  }

  /**
   * As {@link write}, always as a unit of its own that nothing else takes part in: `work` uses the executor that it is given and does
   * not call this database. For what is written with every request: it costs the process no following of asynchronous work.
   */
  writeApart<T>(work: (sql: SqlExecutor) => Promise<T>): Promise<T> {
    return this.attempt(() => this.transact(({ sql }) => work(sql)), isRepeatable);
  }

  override run<T>(work: () => Promise<T>): Promise<T> {
    return this.write(() => work());
  }

  /** Whether whoever asks is within a unit of work. */
  get isInUnit(): boolean {
    return this.running.getStore() !== undefined;
  }

  /**
   * Calls the listener once when the unit of work that runs is committed, never when it is undone; at once outside of one. It must
   * not throw.
   */
  onCommit(listener: () => void): void {
    const unit = this.running.getStore();
    if (unit === undefined) listener();
    else unit.listeners.push(listener);
  }

  private async attempt<T>(work: () => Promise<T>, mayRepeat: (error: unknown) => boolean): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await work();
      } catch (error) {
        if (attempt === MAX_ATTEMPTS || !mayRepeat(error)) throw toStorageError(unwrapCommit(error));
      }
      await this.wait(this.random() * FIRST_WAIT_MS * 2 ** (attempt - 1));
    }
  }

  private async transact<T>(work: (unit: RunningUnit) => Promise<T>): Promise<T> {
    const client = await this.pool.connect();
    let broken: boolean | undefined;
    try {
      await client.query(BEGIN);
      const unit: RunningUnit = { sql: this.executorOf(client), listeners: [] };
      const result = await work(unit);
      await commit(client);
      for (const listener of unit.listeners) listener();
      return result;
    } catch (error) {
      broken = !(await rollBack(client, error));
      throw error;
    } finally {
      client.release(broken);
    }
  }

  private executorOf(client: PoolClient): SqlExecutor {
    let executor = this.executors.get(client);
    if (executor === undefined) this.executors.set(client, (executor = drizzle(client, { schema })));
    return executor;
  }

  /**
   * While storage that follows asynchronous work is in use, Node notes every promise of the process, which costs each request
   * more than all of our own code does. So it is in use only while there are units.
   */
  private async inUnit<T>(unit: RunningUnit, work: () => Promise<T>): Promise<T> {
    this.units++;
    try {
      return await this.running.run(unit, work);
    } finally {
      this.units--;
      if (this.units === 0) this.running.disable();
    }
  }
}

/** A COMMIT that failed: whether it happened is not known. */
class CommitError extends Error {}

function isRepeatable(error: unknown): boolean {
  return isConflict(unwrapCommit(error)) || (!(error instanceof CommitError) && isConnectionLoss(error));
}

function unwrapCommit(error: unknown): unknown {
  return error instanceof CommitError ? error.cause : error;
}

async function commit(client: PoolClient): Promise<void> {
  const { command } = await client.query('COMMIT').catch((cause: unknown) => {
    throw new CommitError('COMMIT failed.', { cause });
  });
  // A statement failed, and the work went on as if it had not.
  if (command !== 'COMMIT') throw new Error('A failed statement was ignored within a unit of work.');
}

/** Returns whether the connection may be used again. One that may still get the answer to an earlier statement may not. */
async function rollBack(client: PoolClient, error: unknown): Promise<boolean> {
  if (error instanceof CommitError || (isOutage(error) && !isConflict(error))) return false;
  return client.query('ROLLBACK').then(
    () => true,
    () => false,
  );
}
