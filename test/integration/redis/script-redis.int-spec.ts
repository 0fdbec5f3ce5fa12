import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RedisCacheStore, RedisPopularQuestions } from '@app/cache';
import { describeCacheStoreContract, describePopularQuestionsContract, testTag } from '@app/cache/testing';
import { startEmbeddedStores, type EmbeddedStores } from '@app/embedded';
import { ProcessRegister, RedisLimitStore } from '@app/limits';
import { describeLimitStoreContract } from '@app/limits/testing';
import { RedisMetricStream } from '@app/monitoring';
import { describeMetricStreamContract } from '@app/monitoring/testing';
import { RedisSessionStore } from '@app/sessions';
import { describeSessionStoreContract } from '@app/sessions/testing';
import { createRedis, redisKey, RedisScript, RedisStore, RedisSubscriber } from '@app/storage';
import { eventually } from '../storage/store-fixture';

jest.setTimeout(120_000);

/**
 * The last resort of an installation without a Redis server: what the features ask of Redis, asked of it. The contract of the live
 * store of analytics is not here: it holds, but for its batch of thousands of values, which takes longer than a command may.
 */
describe('the Redis in JavaScript', () => {
  let dataDir: string;
  let stores: EmbeddedStores;
  let redis: RedisStore;

  beforeAll(async () => {
    dataDir = mkdtempSync(join(tmpdir(), 'stepwise-script-redis-'));
    stores = await startEmbeddedStores({
      dataDir,
      needRedis: true,
      needPostgres: false,
      searchPath: '',
      redisSources: ['script'],
      onProgress: () => undefined,
    });
    redis = new RedisStore(createRedis({ url: stores.redisUrl! }));
    await eventually(() => redis.command('PING'));
  });
  afterAll(async () => {
    await redis.close();
    await stores.stop();
    rmSync(dataDir, { recursive: true, force: true });
  });

  describeLimitStoreContract('the Redis in JavaScript', () => new RedisLimitStore(redis));
  describeSessionStoreContract('the Redis in JavaScript', () => new RedisSessionStore(redis));

  describeMetricStreamContract('the Redis in JavaScript', async () => {
    await redis.command('FLUSHALL');
    return {
      stream: new RedisMetricStream(redis, 100),
      endLease: async (group) => {
        expect(await redis.command('DEL', `sw:{monitoring}:metrics-reader:${group}`)).toBe(1);
      },
    };
  });

  describe('as the cache', () => {
    const subscribers: RedisSubscriber[] = [];
    const open = (origin: string): RedisCacheStore => {
      const subscriber = new RedisSubscriber({ url: stores.redisUrl! });
      subscribers.push(subscriber);
      return new RedisCacheStore(redis, subscriber, { origin, tagOf: testTag, mostBytes: 1_000_000, mostPerScope: 10 });
    };
    let one: RedisCacheStore;
    let other: RedisCacheStore;

    beforeAll(async () => {
      [one, other] = [open('one'), open('other')];
      for (const subscriber of subscribers) await eventually(() => expect(subscriber.isReady).toBe(true));
    });
    afterAll(() => {
      for (const subscriber of subscribers) subscriber.close();
    });

    describeCacheStoreContract(
      'the Redis in JavaScript',
      () => one,
      () => other,
    );
    describe('and what is popular', () => {
      beforeEach(() => redis.command('FLUSHALL'));
      describePopularQuestionsContract(
        'the Redis in JavaScript',
        () => new RedisPopularQuestions(redis, { most: 10, mostBytes: 20_000, halfLifeMs: 3_600_000 }),
      );
    });
  });

  it('combines the scripts of one tick, and gives nothing as nothing', async () => {
    const key = redisKey('user_1', 'count');
    const add = new RedisScript('script-redis.add', "return redis.call('INCRBY', KEYS[1], ARGV[1])");
    const none = new RedisScript('script-redis.none', 'return false');
    const calls = [
      redis.run({ script: add, keys: [key], args: [3] }),
      redis.run({ script: none, keys: [key], args: [] }),
    ];
    expect(await Promise.all(calls)).toEqual([3, null]);
  });

  it('knows its processes', async () => {
    const register = new ProcessRegister(redis, 'one', 1);
    await register.report();
    expect(register.count).toBe(1);
    await register.leave();
  });
});
