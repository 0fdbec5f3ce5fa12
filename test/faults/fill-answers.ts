import { AnswerCache, CacheEntry, MemoryTier, PackedBytes, RedisCacheStore, type AnswerCodec } from '@app/cache';
import { testKey, testTag } from '@app/cache/testing';
import { RandomIdGenerator, SystemClock } from '@app/kernel';
import { createRedis, redisKey, RedisStore, RedisSubscriber } from '@app/storage';
import { setTimeout as delay } from 'node:timers/promises';
import { eventually } from '../integration/storage/store-fixture';

/** What a process of a test is to do. */
export interface FillOrder {
  url: string;
  question: string;
  requests: number;
  /** How long the provider takes, milliseconds. */
  fillMs: number;
}

/** What it prints: how the requests were served, and how long the slowest took. */
export interface FillReport {
  made: number;
  stored: number;
  failed: number;
  slowestMs: number;
}

/** Where every asking of the provider is counted. */
export const PROVIDER_CALLS = redisKey('test', 'calls');

const codec: AnswerCodec<string> = {
  isLast: (word) => word === 'end',
  sizeOf: (word) => word.length,
  pack: (words, meta) =>
    new CacheEntry(meta, PackedBytes.ofText(words.join(' '), 4_096), PackedBytes.ofText('[]', 4_096)),
};

/** A cache as one process has it. */
export function openTestCache(redis: RedisStore, subscriber: RedisSubscriber): AnswerCache<string> {
  const [clock, ids] = [new SystemClock(), new RandomIdGenerator()];
  const store = new RedisCacheStore(redis, subscriber, {
    origin: ids.next('process'),
    tagOf: testTag,
    mostBytes: 1_000_000,
    mostPerScope: 100,
  });
  return new AnswerCache<string>({
    memory: new MemoryTier(clock, 10_000_000),
    store,
    clock,
    random: Math.random,
    newToken: () => ids.next('fill'),
    codec,
    observer: { hit: () => undefined, miss: () => undefined, kept: () => undefined, refreshed: () => undefined },
    times: { claimMs: 2_000, storeMs: 500, otherMs: 30_000 },
    mostEntryBytes: 100_000,
    jitter: 0,
    earlyBeta: 1,
  });
}

async function main({ url, question, requests, fillMs }: FillOrder): Promise<void> {
  const redis = new RedisStore(createRedis({ url, commandTimeoutMs: 5_000 }));
  const subscriber = new RedisSubscriber({ url });
  const cache = openTestCache(redis, subscriber);
  await eventually(() => redis.command('PING'));
  await eventually(() => {
    if (!subscriber.isReady) throw new Error('not yet');
  });
  async function* ask(): AsyncGenerator<string> {
    await redis.command('INCR', PROVIDER_CALLS);
    await delay(fillMs);
    yield 'answer';
    yield 'end';
  }
  const report: FillReport = { made: 0, stored: 0, failed: 0, slowestMs: 0 };
  process.send?.('ready');
  const one = async (): Promise<void> => {
    const began = performance.now();
    try {
      const served = await cache.serve({
        lookup: cache.look(testKey('alice', question)),
        mode: 'default',
        isWhole: true,
        lifetimes: { freshMs: 60_000, revalidateMs: 0, onErrorMs: 0 },
        facts: { model: 'm', strategy: 'direct' },
        fill: () => Promise.resolve(ask()),
        isOutage: () => true,
        signal: new AbortController().signal,
      });
      if (served.type === 'stored') report.stored++;
      else if (served.type === 'made') {
        const words: string[] = [];
        for await (const word of served.events) words.push(word);
        report.made += words.length === 2 ? 1 : 0;
      }
    } catch {
      report.failed++;
    }
    report.slowestMs = Math.max(report.slowestMs, performance.now() - began);
  };
  await Promise.all(Array.from({ length: requests }, one));
  process.stdout.write(JSON.stringify(report));
  subscriber.close();
  await redis.close();
  process.disconnect();
}

if (require.main === module) void main(JSON.parse(process.argv[2] ?? '{}') as FillOrder);
