import { readFileSync } from 'node:fs';
import type { ConnectionOptions } from 'node:tls';
import { Redis } from 'ioredis';
import { AvailabilityLog } from './availability-log';
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

const DEFAULT_TIMEOUT_MS = 5_000;
const FIRST_RECONNECT_MS = 50;
const LONGEST_RECONNECT_MS = 2_000;
const KEEP_ALIVE_MS = 30_000;
// How long a closed client waits for the server to close its side too. It keeps the process alive that long.
const DISCONNECT_MS = 500;

/**
 * A Redis client for the request path: a command is answered or fails at once, it never waits for a server to come back and
 * is never sent twice.
 *
 * - No offline queue and one try: while the server is away a command fails immediately, and memory stays flat.
 * - No resending: after a lost reply nobody knows whether the command ran; a counter sent twice counts twice.
 * - Two clocks: one for each command, one for a silent socket, because a frozen server answers neither with an error.
 *
 * It connects at once and reconnects for ever (50 ms, doubling to 2 s, with jitter), also after the READONLY of a demoted
 * master. Connection errors never surface as events; a change is logged in one line.
 *
 * @throws Error when the file of `caCertPath` cannot be read.
 */
export function createRedis(options: RedisConnectionOptions): Redis {
  const availability = new AvailabilityLog('Redis', options.log);
  const timeoutMs = options.timeoutMs ?? DEFAULT_TIMEOUT_MS;
  const commandTimeout = options.commandTimeoutMs ?? timeoutMs;
  // ioredis lets the URL win over the options, and would take `rediss:` for "TLS with nothing further to say".
  const client = new Redis(options.url.replace(/^rediss:/, 'redis:'), {
    connectionName: options.connectionName ?? 'stepwise',
    connectTimeout: timeoutMs,
    commandTimeout,
    socketTimeout: 2 * commandTimeout,
    keepAlive: KEEP_ALIVE_MS,
    disconnectTimeout: DISCONNECT_MS,
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    autoResendUnfulfilledCommands: false,
    retryStrategy: reconnectDelayMs,
    reconnectOnError: (error) => error.message.startsWith('READONLY'),
    ...(options.password === undefined ? {} : { password: options.password }),
    ...tlsOptions(options),
  });
  client.on('ready', () => availability.up());
  client.on('error', (error: Error) => availability.down(error));
  return client;
}

/** Closes the connection after the replies that are on their way, or at once when there is no server. Never rejects. */
export async function closeRedis(client: Redis): Promise<void> {
  try {
    await client.quit();
  } catch {
    client.disconnect(); // not connected, so nothing is on its way
  }
}

function tlsOptions({ url, useTls, caCertPath }: RedisConnectionOptions): { tls?: ConnectionOptions } {
  if (useTls !== true && !url.startsWith('rediss:')) return {};
  return { tls: caCertPath === undefined ? {} : { ca: readFileSync(caCertPath) } };
}

function reconnectDelayMs(attempt: number): number {
  const longest = Math.min(LONGEST_RECONNECT_MS, FIRST_RECONNECT_MS * 2 ** Math.min(attempt - 1, 10));
  return longest / 2 + Math.random() * (longest / 2); // so that many processes do not return together
}
