import { openRedisClient, type ConnectionSettings, type RedisClient } from './open-redis-client';
import { DEFAULT_TIMEOUT_MS, type RedisConnectionOptions } from './redis-connection-options';

/** What a queue uses a connection for: commands, waiting for the next job, or hearing of events. */
export type QueueRedisKind = 'commands' | 'blocking' | 'events';

/** Silence on a blocking connection after which it is replaced, milliseconds. Longer than a queue blocks (5 s). */
const BLOCKING_SILENCE_MS = 15_000;

/**
 * A Redis client for queues, which are background work and wait for a server that is away.
 *
 * - `commands`: a command waits at most `timeoutMs` for server and reply, then fails; it is never sent twice, because a job
 *   would be added twice.
 * - `blocking` and `events`: wait as long as it takes and go on after a reconnect; a blocking one that hears nothing for 15 s
 *   is replaced, because a frozen server would hold it for ever.
 *
 * It connects at once and reconnects for ever. Connection errors do not surface: the request path's connection logs them.
 * Replies are RESP2, which is what Bull reads.
 *
 * @throws Error when a PEM file cannot be read, or no address is given.
 */
export function createQueueRedis(options: RedisConnectionOptions, kind: QueueRedisKind): RedisClient {
  const client = openRedisClient(options, {
    protocol: 2,
    maxRetriesPerRequest: null,
    ...optionsOf(kind, options.timeoutMs ?? DEFAULT_TIMEOUT_MS),
  });
  client.on('error', () => undefined); // without a listener ioredis writes to standard error
  return kind === 'events' ? withTakenRejections(client) : client;
}

/**
 * After a lost connection ioredis subscribes again by itself and takes no notice of what becomes of that: when the connection goes
 * once more, or is closed, nobody takes the rejection, which ends the process. Whoever subscribes is told all the same.
 */
function withTakenRejections(client: RedisClient): RedisClient {
  for (const name of ['subscribe', 'psubscribe'] as const) {
    const subscribe = client[name].bind(client) as (...args: unknown[]) => Promise<unknown>;
    const taken = (...args: unknown[]): Promise<unknown> => {
      const subscribed = subscribe(...args);
      subscribed.catch(() => undefined);
      return subscribed;
    };
    Object.assign(client, { [name]: taken });
  }
  return client;
}

function optionsOf(kind: QueueRedisKind, timeoutMs: number): ConnectionSettings {
  switch (kind) {
    case 'commands':
      return { commandTimeout: timeoutMs, socketTimeout: 2 * timeoutMs, autoResendUnfulfilledCommands: false };
    case 'blocking':
      return { socketTimeout: BLOCKING_SILENCE_MS, enableReadyCheck: false };
    case 'events':
      return { enableReadyCheck: false };
  }
}
