import { openRedisClient, type RedisClient } from './open-redis-client';
import { DEFAULT_TIMEOUT_MS, type RedisConnectionOptions } from './redis-connection-options';

/**
 * A Redis client for the request path: a command is answered or fails at once, it never waits for a server to come back and
 * is never sent twice.
 *
 * - No offline queue and one try: while the server is away a command fails immediately, and memory stays flat.
 * - No resending: after a lost reply nobody knows whether the command ran; a counter sent twice counts twice.
 * - Two clocks: one for each command, one for a silent socket, because a frozen server answers neither with an error.
 *
 * It connects at once and reconnects for ever (50 ms, doubling to 2 s, with jitter), also after the READONLY of a demoted
 * master. Connection errors never surface as events: {@link RedisStore} tells of them.
 *
 * @throws Error when a PEM file cannot be read, or no address is given.
 */
export function createRedis(options: RedisConnectionOptions): RedisClient {
  const commandTimeout = options.commandTimeoutMs ?? options.timeoutMs ?? DEFAULT_TIMEOUT_MS;
  const client = openRedisClient(options, {
    commandTimeout,
    socketTimeout: 2 * commandTimeout,
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    autoResendUnfulfilledCommands: false,
  });
  client.on('error', () => undefined); // without a listener ioredis writes to standard error
  return client;
}

/** Closes the connection after the replies that are on their way, or at once when there is no server. Never rejects. */
export async function closeRedis(client: RedisClient): Promise<void> {
  try {
    await client.quit();
  } catch {
    client.disconnect(); // not connected, so nothing is on its way
  }
}
