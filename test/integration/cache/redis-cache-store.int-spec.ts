import { encodeEntry, RedisCacheStore, RedisPopularQuestions } from '@app/cache';
import {
  describeCacheStoreContract,
  describePopularQuestionsContract,
  testEntry,
  testKey,
  testTag,
} from '@app/cache/testing';
import { createRedis, redisKey, RedisStore, RedisSubscriber } from '@app/storage';
import type { Redis } from 'ioredis';
import { RedisCluster } from '../../redis-servers/redis-cluster';
import { RedisProcess } from '../../redis-servers/redis-process';
import { eventually } from '../storage/store-fixture';

jest.setTimeout(120_000);

type Address = ConstructorParameters<typeof RedisSubscriber>[0];

/** A store as one process has it. */
class StoreOfProcess {
  readonly redis: RedisStore;
  readonly subscriber: RedisSubscriber;
  readonly store: RedisCacheStore;
  badValues = 0;

  constructor(address: Address, origin: string) {
    this.redis = new RedisStore(createRedis(address));
    this.subscriber = new RedisSubscriber(address);
    this.store = new RedisCacheStore(this.redis, this.subscriber, {
      origin,
      tagOf: testTag,
      mostBytes: 1_000_000,
      mostPerScope: 10,
      onBadValue: () => this.badValues++,
    });
  }

  async ready(): Promise<this> {
    await eventually(() => this.redis.command('GET', redisKey('a', 'b')));
    await eventually(() => expect(this.subscriber.isReady).toBe(true));
    return this;
  }

  async close(): Promise<void> {
    this.subscriber.close();
    await this.redis.close();
  }
}

describe('the cache on one Redis', () => {
  let server: RedisProcess;
  let direct: Redis;
  let one: StoreOfProcess;
  let other: StoreOfProcess;

  beforeAll(async () => {
    server = await RedisProcess.start();
    direct = server.client();
    one = await new StoreOfProcess({ url: server.url }, 'one').ready();
    other = await new StoreOfProcess({ url: server.url }, 'other').ready();
  });
  afterAll(async () => {
    await one.close();
    await other.close();
    direct.disconnect();
    await server.remove();
  });

  describeCacheStoreContract(
    'Redis',
    () => one.store,
    () => other.store,
  );

  describe('and what is popular', () => {
    beforeEach(async () => {
      const keys = await direct.keys('sw:{cache}:popular:*');
      if (keys.length > 0) await direct.del(...keys);
    });

    it.each([10, 200, 2_000])('take no more memory of Redis than they may, at %i characters each', async (length) => {
      const mostBytes = 2_000_000;
      const popular = new RedisPopularQuestions(one.redis, { most: 10_000, mostBytes, halfLifeMs: 60_000 });
      for (let batch = 0; batch < 50; batch++) {
        await popular.observe(
          Array.from({ length: 100 }, (_, i) => {
            const id = `${batch}.${i}`.padEnd(43, 'x');
            return { id, question: 'q'.repeat(length), owner: 'org_1/user_1', times: 1, lastAt: Date.now() };
          }),
        );
      }
      expect((await popular.top(10_000)).length).toBeGreaterThan(600);
      const keys = await direct.keys('sw:{cache}:popular:*');
      const sizes = await Promise.all(keys.map((each) => direct.memory('USAGE', each, 'SAMPLES', 0)));
      const bytes = sizes.reduce<number>((sum, size) => sum + (size ?? 0), 0);
      expect(bytes).toBeLessThanOrEqual(mostBytes);
    });

    const named = (part: string): string => redisKey('cache', 'popular', part);
    const observe = (popular: RedisPopularQuestions, id: string): Promise<void> =>
      popular.observe([{ id, question: `text of ${id}`, owner: 'alice', times: 1, lastAt: Date.now() }]);

    it.each<[string, () => Promise<unknown>]>([
      ['lost both lists', () => direct.del(named('weights'), named('last'))],
      ['lost one list', () => direct.del(named('last'))],
      ['has a list of a wrong type', () => direct.set(named('weights'), 'no list')],
      ['has a count that is far too high', () => direct.set(named('bytes'), '1e15')],
    ])('heal when Redis %s, and forget what is in no list', async (_what, spoil) => {
      const popular = new RedisPopularQuestions(one.redis, { most: 10, mostBytes: 20_000, halfLifeMs: 60_000 });
      for (const id of ['a', 'b', 'c']) await observe(popular, id);
      const orphans = Array.from({ length: 50 }, (_, i) => [`orphan ${i}`, '["bob","x"]']);
      await direct.hset(named('questions'), Object.fromEntries(orphans) as Record<string, string>);
      await direct.set(named('bytes'), '50000');
      await spoil();
      await observe(popular, 'd');
      await observe(popular, 'e');
      expect((await popular.recent(10)).map(({ id }) => id)).toContain('e');
      const kept = new Set([...(await popular.top(10)), ...(await popular.recent(10))].map(({ id }) => id));
      expect(new Set(await direct.hkeys(named('questions')))).toEqual(kept);
      expect(Number(await direct.get(named('bytes')))).toBeLessThan(10_000);
    });

    it('tell a weight as it is now: half of it after the half-life, and none of a time that nobody knows', async () => {
      const popular = new RedisPopularQuestions(one.redis, { most: 10, mostBytes: 20_000, halfLifeMs: 60_000 });
      for (let i = 0; i < 8; i++) await observe(popular, 'a');
      await direct.set(named('landmark'), Date.now() - 60_000);
      expect((await popular.top(1))[0]?.weight).toBeCloseTo(4, 1);
      await observe(popular, 'a');
      expect((await popular.top(1))[0]?.weight).toBeCloseTo(5, 1);
      await direct.del(named('landmark'));
      expect(await popular.top(1)).toEqual([]);
      expect(await popular.recent(1)).toHaveLength(1);
    });

    it('of one organisation are found behind many of others', async () => {
      const popular = new RedisPopularQuestions(one.redis, { most: 10_000, mostBytes: 20_000_000, halfLifeMs: 60_000 });
      const facts = { question: 'q', lastAt: Date.now() };
      const foreign = Array.from({ length: 2_500 }, (_, i) => ({ ...facts, id: `${i}`, owner: 'org_2/u', times: 2 }));
      await popular.observe([...foreign, { ...facts, id: 'ours', owner: 'org_1/u', times: 1 }]);
      expect(await popular.top(3, 0, 'org_1/')).toMatchObject([{ id: 'ours', rank: 2_500 }]);
      expect(await popular.top(2_400, 100, 'org_2/')).toHaveLength(2_400);
    });

    it('tell how far they may be off also when Redis lost what was handed on', async () => {
      const popular = new RedisPopularQuestions(one.redis, { most: 10, mostBytes: 20_000, halfLifeMs: 60_000 });
      for (let i = 0; i < 30; i++) await observe(popular, `${i}`);
      await direct.del(named('handed-on'));
      await observe(popular, 'new');
      const [first] = await popular.top(1);
      expect(first!.overcount).toBeGreaterThan(1.9);
      expect(first!.weight - first!.overcount).toBeLessThanOrEqual(1.01);
    });

    it('leave nothing behind when they are forgotten while they are asked', async () => {
      const limits = { most: 10_000, mostBytes: 20_000_000, halfLifeMs: 60_000 };
      const popular = new RedisPopularQuestions(one.redis, limits);
      const same = new RedisPopularQuestions(other.redis, limits);
      const ids = Array.from({ length: 3_000 }, (_, i) => `${i}`.padEnd(43, 'x'));
      const facts = { question: 'q', owner: 'alice', times: 1, lastAt: Date.now() };
      for (let round = 0; round < 10; round++) {
        await popular.observe(ids.map((id) => ({ id, ...facts })));
        const forgetting = popular.forget('alice');
        for (const id of ids.slice(0, 100)) await observe(same, id);
        await forgetting;
        const kept = await direct.zrange(named('last'), '0', '-1');
        expect(new Set(await direct.hkeys(named('questions')))).toEqual(new Set(kept));
      }
    });

    describePopularQuestionsContract(
      'Redis',
      () => new RedisPopularQuestions(one.redis, { most: 10, mostBytes: 20_000, halfLifeMs: 3_600_000 }),
    );
  });

  const key = testKey('spoilt');
  const name = redisKey(key.tag, 'cache', key.hash);
  const good = encodeEntry(testEntry(key));
  const flipped = Buffer.from(good);
  flipped.writeUInt8(flipped.readUInt8(good.length - 1) ^ 1, good.length - 1);
  const future = Buffer.from(good);
  future.writeUInt8(2, 3);

  it.each<[string, (name: string) => Promise<unknown>]>([
    ['a list', (at) => direct.lpush(at, 'x')],
    ['a hash', (at) => direct.hset(at, 'a', 'b')],
    ['text', (at) => direct.set(at, '{"answer":')],
    ['half of it', (at) => direct.set(at, good.subarray(0, good.length / 2))],
    ['a header alone', (at) => direct.set(at, good.subarray(0, 20))],
    ['a flipped bit', (at) => direct.set(at, flipped)],
    ['a later version', (at) => direct.set(at, future)],
    ['50 MB', (at) => direct.set(at, Buffer.alloc(50_000_000, 1))],
  ])('takes %s for a miss, counts and removes it, and stores again', async (_what, spoil) => {
    await direct.del(name);
    await spoil(name);
    const before = one.badValues;
    expect(await one.store.get(key)).toBeUndefined();
    expect(one.badValues).toBe(before + 1);
    await eventually(async () => expect(await direct.exists(name)).toBe(0));
    await spoil(name);
    await direct.hset(redisKey(key.tag, 'cacheclaim', key.hash), 'not', 'a claim');
    await direct.set(redisKey(key.tag, 'cachelist'), 'not a list');
    expect((await one.store.claim(key, 'maker', 60_000)).status).toBe('claimed');
    expect(await one.store.put(key, testEntry(key), 'maker')).toBe('stored');
    expect((await one.store.get(key))?.meta.hash).toBe(key.hash);
  });

  it('keeps at most so many answers of one scope, and gives every key an end', async () => {
    const keys = Array.from({ length: 15 }, (_, i) => testKey('collector', String(i)));
    for (const [i, each] of keys.entries()) {
      await one.store.claim(each, 'maker', 60_000);
      await one.store.put(each, testEntry(each, '{}', { freshMs: 60_000 + i }), 'maker');
    }
    const found = await Promise.all(keys.map((each) => one.store.get(each)));
    expect(found.map((entry) => entry !== undefined)).toEqual(keys.map((_, i) => i >= 5));
    for (const each of await direct.keys('*')) expect(await direct.pttl(each)).toBeGreaterThan(0);
  });

  it('leaves no list of a user whose answers were removed', async () => {
    const maker = { organisationId: 'org_1', userId: 'user_gone' };
    const own = testKey(maker.userId);
    await direct.zadd(redisKey(own.tag, 'cachelist'), Date.now() + 60_000, 'gone');
    const shared = { ...own, scope: { level: 'organisation', organisationId: 'org_1' } as const, tag: 'org_1' };
    for (const [each, more] of [
      [own, {}],
      [shared, { maker }],
    ] as const) {
      await one.store.claim(each, 'maker', 60_000);
      await one.store.put(each, testEntry(each, '{}', more), 'maker');
    }
    expect(await direct.keys('*user_gone*')).toHaveLength(3);
    expect(await one.store.remove(maker)).toEqual({ matched: 2, removed: 2 });
    expect(await direct.keys('*user_gone*')).toEqual([]);
  });

  it('stores nothing while there is no room, and frees the claim (F16)', async () => {
    await direct.config('SET', 'maxmemory-policy', 'noeviction');
    await one.store.claim(key, 'full', 60_000);
    await direct.config('SET', 'maxmemory', '1');
    expect(await one.store.put(key, testEntry(key), 'full')).toBe('full');
    await direct.config('SET', 'maxmemory', '0');
    expect((await one.store.claim(key, 'next', 60_000)).status).toBe('claimed');
  });
});

describe('the cache on a Redis Cluster', () => {
  it('does the same', async () => {
    const cluster = await RedisCluster.start();
    const one = await new StoreOfProcess({ clusterNodes: cluster.nodes }, 'one').ready();
    try {
      const keys = Array.from({ length: 30 }, (_, i) => testKey(`user_${i}`));
      for (const key of keys) {
        await eventually(() => one.store.claim(key, 'maker', 60_000, true));
        expect(await one.store.put(key, testEntry(key), 'maker')).toBe('stored');
      }
      expect((await one.store.list({}, 100)).entries).toHaveLength(30);
      expect(await one.store.remove({ model: 'test/model' })).toEqual({ matched: 30, removed: 30 });
    } finally {
      await one.close();
      await cluster.remove();
    }
  });
});
