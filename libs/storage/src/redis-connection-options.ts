import { readFileSync } from 'node:fs';
import type { ConnectionOptions } from 'node:tls';
import type { RedisOptions } from 'ioredis';
import type { StorageLog } from './storage-log';

/** How to reach Redis. */
export interface RedisConnectionOptions {
  /** `redis://` or `rediss://` (TLS), or the path of a unix socket. May hold user, password and database. */
  url: string;
  /** Used when the URL holds none. */
  password?: string | undefined;
  /** TLS also for a `redis://` URL. Default: as the URL says. */
  useTls?: boolean | undefined;
  /** A PEM file with the authorities to trust in place of the system's. */
  caCertPath?: string | undefined;
  /** Most time to open a connection, and from a command to its reply, milliseconds. Default 5000. */
  timeoutMs?: number | undefined;
  /** Most time from a command to its reply when that is to be less, milliseconds. Default: `timeoutMs`. */
  commandTimeoutMs?: number | undefined;
  /** Shown by CLIENT LIST. Default `stepwise`. */
  connectionName?: string | undefined;
  /** Told when the server goes away and comes back. Default: nobody. */
  log?: StorageLog | undefined;
}

/** {@link RedisConnectionOptions.timeoutMs} when none is given. */
export const DEFAULT_TIMEOUT_MS = 5_000;

/** ioredis options without the one that changes the client's type. */
export type ConnectionSettings = Omit<RedisOptions, 'replyMapping'>;

const FIRST_RECONNECT_MS = 50;
const LONGEST_RECONNECT_MS = 2_000;
const KEEP_ALIVE_MS = 30_000;
// How long a closed client waits for the server to close its side too. It keeps the process alive that long.
const DISCONNECT_MS = 500;

/** The URL as ioredis is to see it: it lets the URL win over the options, and would take `rediss:` for "TLS with nothing further to say". */
export function redisUrl({ url }: RedisConnectionOptions): string {
  return url.replace(/^rediss:/, 'redis:');
}

/** What every connection has: address, TLS, and reconnecting for ever (50 ms, doubling to 2 s, with jitter). Throws when the PEM file cannot be read. */
export function sharedRedisOptions(options: RedisConnectionOptions): ConnectionSettings {
  return {
    connectionName: options.connectionName ?? 'stepwise',
    connectTimeout: options.timeoutMs ?? DEFAULT_TIMEOUT_MS,
    keepAlive: KEEP_ALIVE_MS,
    disconnectTimeout: DISCONNECT_MS,
    retryStrategy: reconnectDelayMs,
    reconnectOnError: (error) => error.message.startsWith('READONLY'),
    ...(options.password === undefined ? {} : { password: options.password }),
    ...tlsOptions(options),
  };
}

function tlsOptions({ url, useTls, caCertPath }: RedisConnectionOptions): { tls?: ConnectionOptions } {
  if (useTls !== true && !url.startsWith('rediss:')) return {};
  return { tls: caCertPath === undefined ? {} : { ca: readFileSync(caCertPath) } };
}

function reconnectDelayMs(attempt: number): number {
  const longest = Math.min(LONGEST_RECONNECT_MS, FIRST_RECONNECT_MS * 2 ** Math.min(attempt - 1, 10));
  return longest / 2 + Math.random() * (longest / 2); // so that many processes do not return together
}
