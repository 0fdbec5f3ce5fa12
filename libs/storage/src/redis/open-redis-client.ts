import { Cluster, Redis, type RedisOptions } from 'ioredis';
import { DEFAULT_TIMEOUT_MS, type RedisConnectionOptions } from './redis-connection-options';
import { wasDemoted } from './reply-error';
import { tlsOptions, usesTls } from './redis-tls';

/** A client of one server, of a master behind Sentinels, or of a Cluster. */
export type RedisClient = Redis | Cluster;

/** ioredis options without the one that changes the client's type. */
export type ConnectionSettings = Omit<RedisOptions, 'replyMapping'>;

const FIRST_RECONNECT_MS = 50;
const LONGEST_RECONNECT_MS = 2_000;
const KEEP_ALIVE_MS = 30_000;
// How long a closed client waits for the server to close its side too. It keeps the process alive that long, also where it was not connected.
const DISCONNECT_MS = 100;
// A Cluster tells of a failover only those who ask; a redirect (MOVED) tells too, but only once the new master is elected.
const SLOTS_REFRESH_MS = 1_000;

/**
 * Opens a client by what the address is. It reconnects for ever (50 ms, doubling to 2 s, with jitter), also after the READONLY
 * of a demoted master. Throws when a PEM file cannot be read or no address is given.
 */
export function openRedisClient(options: RedisConnectionOptions, settings: ConnectionSettings): RedisClient {
  const shared = { ...sharedSettings(options), ...settings };
  if (options.clusterNodes !== undefined) return openCluster(options, shared);
  if (options.sentinel !== undefined) return new Redis({ ...shared, ...sentinelSettings(options) });
  if (options.url === undefined) throw new Error('Redis has no address.');
  // ioredis lets the URL win over the options, and would take `rediss:` for "TLS with nothing further to say".
  return new Redis(options.url.replace(/^rediss:/, 'redis:'), shared);
}

function sharedSettings(options: RedisConnectionOptions): ConnectionSettings {
  const tls = tlsOptions(options);
  return {
    connectionName: options.connectionName ?? 'stepwise',
    connectTimeout: options.timeoutMs ?? DEFAULT_TIMEOUT_MS,
    keepAlive: KEEP_ALIVE_MS,
    disconnectTimeout: DISCONNECT_MS,
    retryStrategy: reconnectDelayMs,
    reconnectOnError: wasDemoted,
    ...(options.username === undefined ? {} : { username: options.username }),
    ...(options.password === undefined ? {} : { password: options.password }),
    ...(tls === undefined ? {} : { tls }),
  };
}

function sentinelSettings(options: RedisConnectionOptions): ConnectionSettings {
  const { sentinel } = options;
  if (sentinel === undefined) return {};
  const tls = usesTls(options) ? tlsOptions(options) : undefined;
  return {
    sentinels: [...sentinel.nodes],
    name: sentinel.masterName,
    sentinelRetryStrategy: reconnectDelayMs,
    // One that accepts and never answers must not keep the others from being asked.
    sentinelCommandTimeout: options.timeoutMs ?? DEFAULT_TIMEOUT_MS,
    ...(sentinel.username === undefined ? {} : { sentinelUsername: sentinel.username }),
    ...(sentinel.password === undefined ? {} : { sentinelPassword: sentinel.password }),
    ...(tls === undefined ? {} : { enableTLSForSentinelMode: true, sentinelTLS: tls }),
  };
}

function openCluster(options: RedisConnectionOptions, settings: ConnectionSettings): Cluster {
  const { enableOfflineQueue = true, retryStrategy, ...redisOptions } = settings;
  const client = new Cluster([...(options.clusterNodes ?? [])], {
    enableOfflineQueue,
    clusterRetryStrategy: retryStrategy as (attempt: number) => number,
    // A command whose connection broke may have run: it fails and is not sent to another node.
    retryDelayOnFailover: 0,
    slotsRefreshTimeout: options.timeoutMs ?? DEFAULT_TIMEOUT_MS,
    // The nodes announce addresses; a certificate is for the name that was asked for.
    dnsLookup: (address, callback) => callback(null, address),
    redisOptions,
  });
  // ioredis connects a node when a command first needs it, and without an offline queue that command's neighbours would fail.
  client.on('+node', (node: Redis) => void node.connect().catch(() => undefined));
  keepSlotsFresh(client);
  return client;
}

/** In place of ioredis' own interval, which starts again, and keeps the process, when the client is closed while it asks. */
function keepSlotsFresh(client: Cluster): void {
  const refreshing = setInterval(() => {
    if (client.status === 'ready') client.refreshSlotsCache();
  }, SLOTS_REFRESH_MS);
  refreshing.unref();
  client.once('end', () => clearInterval(refreshing));
}

function reconnectDelayMs(attempt: number): number {
  const longest = Math.min(LONGEST_RECONNECT_MS, FIRST_RECONNECT_MS * 2 ** Math.min(attempt - 1, 10));
  return longest / 2 + Math.random() * (longest / 2); // so that many processes do not return together
}
