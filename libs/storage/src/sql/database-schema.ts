import { setTimeout as delay } from 'node:timers/promises';
import { migrate, type MigrateOptions } from './migrate';
import { isOutage } from './sql-error';

const FIRST_RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 30_000;

/** What a test replaces. */
export interface DatabaseSchemaParts {
  run?: typeof migrate;
  /** Waits, milliseconds; rejects when the signal aborts. */
  wait?: (ms: number, signal: AbortSignal) => Promise<unknown>;
}

/** Where the schema of the database stands. `refused`: it cannot be used until somebody mends it. */
export type SchemaState = 'pending' | 'ready' | 'refused';

/**
 * Brings the database to this program's schema when the program starts. A database that is away holds up nothing that does not
 * need it: the schema follows when it answers, and what needs it fails with `storage_unavailable` until then.
 */
export class DatabaseSchema {
  private current: SchemaState = 'pending';
  private readonly stopped = new AbortController();
  private readonly followers: (() => Promise<void>)[] = [];

  private readonly run: typeof migrate;
  private readonly wait: NonNullable<DatabaseSchemaParts['wait']>;

  constructor(
    private readonly options: MigrateOptions,
    { run = migrate, wait = waitUnlessStopped }: DatabaseSchemaParts = {},
  ) {
    this.run = run;
    this.wait = wait;
  }

  get state(): SchemaState {
    return this.current;
  }

  /** Asks for work to be done once the schema is there, before {@link prepare} resolves if it is there then. */
  whenReady(follow: () => Promise<void>): void {
    this.followers.push(follow);
  }

  /**
   * Resolves when the schema is there and what waits for it is done, or at once when the database does not answer.
   *
   * @throws SchemaError when the database answers and cannot be used.
   */
  async prepare(): Promise<void> {
    try {
      await this.once();
    } catch (error) {
      if (!isOutage(error)) throw error;
      this.options.log?.warn('The database does not answer. Its schema is brought up to date as soon as it does.');
      void this.keepTrying();
    }
  }

  /** Stops trying. */
  stop(): void {
    this.stopped.abort();
  }

  private async once(): Promise<void> {
    await this.run(this.options);
    for (const follow of this.followers) await follow();
    this.current = 'ready';
  }

  private async keepTrying(): Promise<void> {
    for (let waitMs = FIRST_RETRY_MS; ; waitMs = Math.min(2 * waitMs, LONGEST_RETRY_MS)) {
      try {
        await this.wait(waitMs, this.stopped.signal);
        await this.once();
        this.options.log?.info('The schema of the database is up to date.');
        return;
      } catch (error) {
        if (this.stopped.signal.aborted) return;
        if (isOutage(error)) continue;
        this.current = 'refused';
        this.options.log?.warn(error instanceof Error ? error.message : 'The database cannot be used.');
        return;
      }
    }
  }
}

function waitUnlessStopped(ms: number, signal: AbortSignal): Promise<void> {
  return delay(ms, undefined, { signal, ref: false });
}
