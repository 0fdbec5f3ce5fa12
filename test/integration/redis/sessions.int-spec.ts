import { RedisSessionStore } from '@app/sessions';
import { describeSessionStoreContract } from '@app/sessions/testing';
import { createRedis, redisKey, RedisStore } from '@app/storage';
import type { Redis } from 'ioredis';
import { RedisProcess } from '../../redis-servers/redis-process';
import { eventually } from '../storage/store-fixture';

jest.setTimeout(60_000);

const HOUR_MS = 3_600_000;
const RULES = { most: 3, policy: 'reject', idleMs: HOUR_MS, maxAgeMs: 24 * HOUR_MS } as const;

describe('sessions in Redis', () => {
  let server: RedisProcess;
  let direct: Redis;
  let redis: RedisStore;
  let store: RedisSessionStore;

  beforeAll(async () => {
    server = await RedisProcess.start();
    direct = server.client();
    redis = new RedisStore(createRedis({ url: server.url }));
    store = new RedisSessionStore(redis);
    await eventually(() => redis.command('PING'));
  });
  afterAll(async () => {
    direct.disconnect();
    await redis.close();
    await server.remove();
  });

  describeSessionStoreContract('Redis', () => store);

  const keysOf = (scope: string) => [redisKey(scope, 'sessions'), redisKey(scope, 'session-facts')] as const;

  it('leave no key without an end, and none at all when the last one ends', async () => {
    await store.open('ends', { id: 'a' }, RULES);
    await store.touch('ends', 'a', 2 * HOUR_MS);
    for (const key of keysOf('ends')) {
      const ttlMs = await direct.pttl(key);
      expect(ttlMs).toBeGreaterThan(HOUR_MS);
      expect(ttlMs).toBeLessThanOrEqual(2 * HOUR_MS);
    }
    await store.end('ends', 'a');
    expect(await direct.exists(...keysOf('ends'))).toBe(0);
  });

  it.each([
    ['sessions of another type', async (ends: string) => direct.set(ends, 'text')],
    ['facts of another type', async (_: string, facts: string) => direct.lpush(facts, 'text')],
    [
      'both of another type',
      async (ends: string, facts: string) => [await direct.set(ends, 'x'), await direct.sadd(facts, 'x')],
    ],
    ['facts that are cut off', async (_: string, facts: string) => direct.hset(facts, 'a', '17')],
    ['facts of a later version', async (_: string, facts: string) => direct.hset(facts, 'a', '{"v":2}')],
    ['binary facts', async (_: string, facts: string) => direct.hset(facts, 'a', Buffer.from([0, 255, 128]))],
    ['no facts', async (_: string, facts: string) => direct.del(facts)],
  ])('count as ended when Redis holds %s, and nothing else does', async (what, spoil) => {
    const scope = `spoilt by ${what}`;
    const [ends, facts] = keysOf(scope);
    await store.open(scope, { id: 'a' }, RULES);
    await store.open(`${scope}, not`, { id: 'a' }, RULES);
    if (what.includes('type')) await direct.del(ends, facts);
    await spoil(ends, facts);
    expect(await store.touch(scope, 'a', HOUR_MS)).toBeUndefined();
    await spoil(ends, facts).catch(() => undefined);
    expect(await store.list(scope)).toEqual([]);
    expect(await store.open(scope, { id: 'b' }, { ...RULES, most: 1 })).toMatchObject({ outcome: 'opened' });
    expect(await store.touch(`${scope}, not`, 'a', HOUR_MS)).toMatchObject({ id: 'a' });
  });

  it('bear a session whose details cannot be read', async () => {
    const [, facts] = keysOf('odd');
    await store.open('odd', { id: 'a', address: '192.0.2.1' }, RULES);
    const fact = (await direct.hget(facts, 'a')) ?? '';
    await direct.hset(facts, 'a', fact.replace(/\{.*/, `{"address":7,"userAgent":`));
    expect(await store.list('odd')).toEqual([expect.not.objectContaining({ address: expect.anything() })]);
  });
});
