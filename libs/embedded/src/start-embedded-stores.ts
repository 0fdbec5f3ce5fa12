import { mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { DataDirLock } from './data-dir-lock';
import type { EmbeddedLog } from './embedded-log';
import { EmbeddedStoreError } from './embedded-store-error';
import { Launcher, USUAL_DIRECTORIES } from './launcher';
import { EmbeddedPostgres } from './postgres/embedded-postgres';
import { EmbeddedRedis } from './redis/embedded-redis';
import type { RedisSource } from './redis/find-redis';
import type { SupervisedState } from './supervised-process';

/** What {@link startEmbeddedStores} starts, and where. */
export interface EmbeddedStoresOptions {
  /** Where the stores keep their data; made when absent. One supervisor at a time. */
  dataDir: string;
  needRedis: boolean;
  needPostgres: boolean;
  /** The directories to look for programs in: the value of PATH. Default: those that systems usually have. */
  searchPath?: string | undefined;
  /** Where to take Redis from, best first. Default: installed, fetched with apt, in JavaScript. */
  redisSources?: readonly RedisSource[] | undefined;
  /** Default: warnings and errors go to `onProgress`, the rest nowhere. */
  log?: EmbeddedLog | undefined;
  /** Told what takes longer than a moment, one line at a time. */
  onProgress: (line: string) => void;
  /** Gives up the start when aborted: what runs by then is ended in order. Later it has no effect: use `stop`. */
  signal?: AbortSignal | undefined;
}

/** How one store is at this moment. */
export interface EmbeddedStoreStatus {
  store: 'postgres' | 'redis';
  state: SupervisedState;
  /** False when what it stores is lost when it ends. */
  durable: boolean;
}

/** The running stores. */
export interface EmbeddedStores {
  /** For ioredis; undefined when it was not needed. Holds a password: never to be logged. */
  readonly redisUrl: string | undefined;
  /** For pg; undefined when it was not needed. Holds a password: never to be logged. */
  readonly databaseUrl: string | undefined;
  /** One line for each store: what runs, where it listens, where its data are. */
  describe(): string[];
  status(): EmbeddedStoreStatus[];
  /** Ends the stores, closes the data directory and resolves when both are done, after at most 15 s. Later calls wait for the first. */
  stop(): Promise<void>;
}

/** How long a start waits for another process that uses the directory and may be about to end. */
const LOCK_LIMIT_MS = 5_000;

/**
 * Starts the needed stores side by side as supervised child processes, and resolves when they answer.
 *
 * They end with `stop`, with the `exit` event of this process, and on Linux with its death by any signal.
 *
 * @throws EmbeddedStoreError when one cannot start (the other is stopped then), or another process uses the directory; the
 * signal's reason when that is aborted.
 */
export async function startEmbeddedStores(options: EmbeddedStoresOptions): Promise<EmbeddedStores> {
  if (!options.needPostgres && !options.needRedis) return new RunningStores(undefined, undefined, undefined);
  if (process.platform === 'win32') {
    throw new EmbeddedStoreError(
      'Embedded stores need Linux or macOS. On Windows use WSL, or set REDIS_URL and DATABASE_URL.',
    );
  }
  const dataDir = resolve(options.dataDir);
  makeDataDir(dataDir);
  const lock = await DataDirLock.acquireWithin(dataDir, LOCK_LIMIT_MS, options);
  const log = options.log ?? { info: () => undefined, warn: options.onProgress, error: options.onProgress };
  const common = { ...options, log, dataDir, launcher: new Launcher(options.searchPath ?? USUAL_DIRECTORIES) };
  const [postgres, redis] = await Promise.allSettled([
    options.needPostgres ? EmbeddedPostgres.start(common) : undefined,
    options.needRedis ? EmbeddedRedis.start({ ...common, sources: options.redisSources }) : undefined,
  ]);
  if (postgres.status === 'fulfilled' && redis.status === 'fulfilled' && options.signal?.aborted !== true) {
    return new RunningStores(postgres.value, redis.value, lock);
  }
  const failures: unknown[] = [];
  for (const result of [postgres, redis]) {
    if (result.status === 'rejected') failures.push(result.reason);
    else await result.value?.stop();
  }
  lock.release();
  options.signal?.throwIfAborted(); // what went wrong then went wrong because of that
  throw failures.length === 1 ? failures[0] : combined(failures);
}

function makeDataDir(dataDir: string): void {
  try {
    // Others may pass through: under root PostgreSQL runs as another account. What lies in it is closed to them.
    mkdirSync(dataDir, { recursive: true, mode: 0o711 });
  } catch (cause) {
    throw new EmbeddedStoreError(`The data directory ${dataDir} cannot be made. Choose another with DATA_DIR.`, {
      cause,
    });
  }
}

function combined(failures: unknown[]): EmbeddedStoreError {
  const messages = failures.map((failure) => (failure instanceof Error ? failure.message : String(failure)));
  return new EmbeddedStoreError(messages.join('\n'), { cause: failures[0] });
}

class RunningStores implements EmbeddedStores {
  readonly redisUrl: string | undefined;
  readonly databaseUrl: string | undefined;
  private stopped: Promise<void> | undefined;

  constructor(
    private readonly postgres: EmbeddedPostgres | undefined,
    private readonly redis: EmbeddedRedis | undefined,
    private readonly lock: DataDirLock | undefined,
  ) {
    this.databaseUrl = postgres?.url;
    this.redisUrl = redis?.url;
  }

  describe(): string[] {
    return [this.postgres?.describe(), this.redis?.describe()].filter((line) => line !== undefined);
  }

  status(): EmbeddedStoreStatus[] {
    const list: EmbeddedStoreStatus[] = [];
    if (this.postgres !== undefined) list.push({ store: 'postgres', state: this.postgres.state, durable: true });
    if (this.redis !== undefined) list.push({ store: 'redis', state: this.redis.state, durable: this.redis.durable });
    return list;
  }

  stop(): Promise<void> {
    return (this.stopped ??= this.end());
  }

  private async end(): Promise<void> {
    await Promise.all([this.postgres?.stop(), this.redis?.stop()]);
    this.lock?.release();
  }
}
