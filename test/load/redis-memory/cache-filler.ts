import { CacheEntry, PackedBytes, RedisCacheStore, type CacheKey, type CacheScope } from '@app/cache';
import { testEntry } from '@app/cache/testing';
import { createRedis, RedisStore, RedisSubscriber } from '@app/storage';
import { setTimeout as delay } from 'node:timers/promises';

const HOUR_MS = 3_600_000;
const READY_POLL_MS = 20;

/** The text of an answer of 600 bytes. */
export const ANSWER = JSON.stringify({
  response: { finalAnswer: 'Standing orders move with the account. '.repeat(15) },
});

/** The response cache on a Redis, as the product has it. */
export interface CacheFiller {
  redis: RedisStore;
  store: RedisCacheStore;
  close: () => Promise<void>;
}

/** Opens it. `tagOf` gives the hash tag of a scope. */
export async function openCacheFiller(port: number, tagOf: (scope: CacheScope) => string): Promise<CacheFiller> {
  const address = { url: `redis://127.0.0.1:${port}` };
  const redis = new RedisStore(createRedis({ ...address, commandTimeoutMs: 60_000 }));
  const subscriber = new RedisSubscriber(address);
  const limits = { mostBytes: 1_000_000, mostPerScope: 1_000 };
  const store = new RedisCacheStore(redis, subscriber, { origin: 'bench', tagOf, ...limits });
  while (!redis.isReady) await delay(READY_POLL_MS);
  return {
    redis,
    store,
    close: async () => {
      subscriber.close();
      await redis.close();
    },
  };
}

/** Stores an answer that is fresh for a day. */
export async function storeAnswer(store: RedisCacheStore, key: CacheKey): Promise<void> {
  const { meta } = testEntry(key, '', { freshMs: 24 * HOUR_MS });
  const entry = new CacheEntry(meta, PackedBytes.ofText(ANSWER, 4_096), PackedBytes.ofText('[]', 1_024));
  await store.claim(key, 'maker', 10_000);
  await store.put(key, entry, 'maker');
}
