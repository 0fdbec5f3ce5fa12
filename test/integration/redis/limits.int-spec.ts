import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { RedisLimitStore } from '@app/limits';
import { describeLimitStoreContract } from '@app/limits/testing';
import { createRedis, redisKey, RedisStore } from '@app/storage';
import type { Redis } from 'ioredis';
import { RedisCluster } from '../../redis-servers/redis-cluster';
import { RedisProcess } from '../../redis-servers/redis-process';
import { eventually } from '../storage/store-fixture';

jest.setTimeout(180_000);

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Asks from four processes at once, each so many times; resolves to how often the answer was yes. */
async function admittedOfFour(
  address: object,
  scope: string,
  each: number,
  shiftsMs: readonly number[] = [0, 0, 0, 0],
): Promise<number> {
  const program = join(__dirname, 'ask-for-limits.ts');
  const counts = await Promise.all(
    shiftsMs.map(async (shiftMs) => {
      const args = ['-r', './scripts/register-ts.cjs', program, JSON.stringify({ address, scope, each, shiftMs })];
      const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
      let printed = '';
      child.stdout.on('data', (text: Buffer) => (printed += text.toString()));
      await once(child, 'close');
      return Number(printed);
    }),
  );
  return counts.reduce((sum, count) => sum + count, 0);
}

describe('limits in Redis', () => {
  let server: RedisProcess;
  let direct: Redis;
  let redis: RedisStore;

  beforeAll(async () => {
    server = await RedisProcess.start();
    direct = server.client();
    redis = new RedisStore(createRedis({ url: server.url }));
    await eventually(() => redis.command('PING'));
  });
  afterAll(async () => {
    direct.disconnect();
    await redis.close();
    await server.remove();
  });

  describeLimitStoreContract('Redis', () => new RedisLimitStore(redis));

  const law = { quota: 100, windowMs: HOUR_MS, burst: 100 };
  const ask = (scope: string) =>
    new RedisLimitStore(redis).admit({ scope, rates: [{ name: 'requests', law, cost: 1 }] });

  it('admit exactly the limit to four processes that ask for twenty times as much', async () => {
    expect(await admittedOfFour({ url: server.url }, 'four', 500)).toBe(100);
  });

  it('refuse nobody who stays at 95 % of the limit', async () => {
    expect(await admittedOfFour({ url: server.url }, 'below', 23)).toBe(92);
  });

  it('F46 admit exactly the limit whatever the clocks of the processes say', async () => {
    const shiftsMs = [-2 * HOUR_MS, 2 * HOUR_MS, -400 * DAY_MS, 400 * DAY_MS];
    expect(await admittedOfFour({ url: server.url }, 'clocks', 100, shiftsMs)).toBe(100);
  });

  it('admit exactly the limit on a Cluster too', async () => {
    const cluster = await RedisCluster.start();
    try {
      expect(await admittedOfFour({ clusterNodes: cluster.nodes }, 'four', 500)).toBe(100);
    } finally {
      await cluster.remove();
    }
  });

  it.each([
    ['another type', (key: string) => direct.lpush(key, 'x')],
    ['text', (key: string) => direct.set(key, 'not a number')],
    ['a time in a thousand years', (key: string) => direct.set(key, '33000000000000000000')],
  ])('go on when a key holds %s', async (what, spoil) => {
    const scope = `spoilt by ${what}`;
    await spoil(redisKey(scope, 'rate', 'requests'));
    const { admitted, rates } = await ask(scope);
    if (admitted) expect(rates[0]?.remaining).toBe(99);
    else expect(rates[0]?.retryAfterMs).toBeLessThanOrEqual(4 * HOUR_MS);
  });

  it('leave no key without an end', async () => {
    const store = new RedisLimitStore(redis);
    await ask('ends');
    await store.admit({ scope: 'ends', rates: [], lease: { name: 'busy', id: 'a', most: 1, ttlMs: 60_000 } });
    for (const key of [redisKey('ends', 'rate', 'requests'), redisKey('ends', 'lease', 'busy')]) {
      expect(await direct.pttl(key)).toBeGreaterThan(0);
    }
  });
});
