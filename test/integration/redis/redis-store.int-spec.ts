import { createRedis, redisKey, RedisScript, RedisStore } from '@app/storage';
import type { Redis } from 'ioredis';
import { RedisProcess } from '../../redis-servers/redis-process';
import { eventually } from '../storage/store-fixture';

jest.setTimeout(60_000);

const ADD = new RedisScript('add', "return redis.call('INCRBY', KEYS[1], ARGV[1])");
const PUSH = new RedisScript('push', "return { redis.call('RPUSH', KEYS[1], unpack(ARGV)), 'pushed' }");

describe('the Redis store', () => {
  let server: RedisProcess;
  let direct: Redis;
  let store: RedisStore;

  beforeAll(async () => {
    server = await RedisProcess.start();
    direct = server.client();
  });
  beforeEach(async () => {
    await direct.flushall();
    store = new RedisStore(createRedis({ url: server.url }));
    await eventually(() => store.command('PING'));
  });
  afterEach(() => store.close());
  afterAll(async () => {
    direct.disconnect();
    await server.remove();
  });

  const count = redisKey('user_1', 'count');
  const list = redisKey('user_1', 'list');
  const add = (by: number, key = count) => store.run({ script: ADD, keys: [key], args: [by] });
  const push = (...words: string[]) => store.run({ script: PUSH, keys: [list], args: words });

  /** What the server was sent while the action ran, by client commands alone: scripts' own commands are left out. */
  const monitored = async (action: () => Promise<unknown>): Promise<string[]> => {
    const seen: string[] = [];
    const monitor = await direct.monitor();
    monitor.on('monitor', (_time: string, args: string[], source: string) => {
      if (source !== 'lua') seen.push(args[0]?.toLowerCase() ?? '');
    });
    await action();
    await direct.echo('end');
    await eventually(() => expect(seen).toContain('echo'));
    monitor.disconnect();
    return seen.filter((name) => name !== 'echo');
  };

  it('sends a script that the server does not know whole, once, and by its name from then on', async () => {
    await direct.script('FLUSH');
    expect(await monitored(() => add(1))).toEqual(['evalsha', 'eval']);
    expect(await monitored(() => add(1))).toEqual(['evalsha']);
    expect(await direct.get(count)).toBe('2');
  });

  it('gives replies as bytes to the call that wants them, alone and beside one that wants texts', async () => {
    const value = Buffer.from([0, 255, 128, 10, 13]);
    const keep = new RedisScript(
      'keep',
      "redis.call('SET', KEYS[1], ARGV[1]) return { redis.call('GET', KEYS[1]), 'kept' }",
    );
    const call = { script: keep, keys: [redisKey('user_1', 'bytes')], args: [value], reply: 'bytes' as const };
    expect(await store.run(call)).toEqual([value, Buffer.from('kept')]);
    const [kept, pushed] = await Promise.all([store.run(call), push('a')]);
    expect(kept).toEqual([value, Buffer.from('kept')]);
    expect(pushed).toEqual([1, 'pushed']);
  });

  it('makes one round trip of the scripts that one tick calls for one user', async () => {
    await Promise.all([add(0), push('zero')]);
    const seen = await monitored(async () => {
      expect(await Promise.all([add(3), push('a', 'b')])).toEqual([3, [3, 'pushed']]);
    });
    expect(seen).toEqual(['evalsha']);
  });

  it('keeps the calls of different users apart, and those of the same script', async () => {
    const other = redisKey('user_2', 'count');
    const seen = await monitored(async () => {
      expect(await Promise.all([add(1), add(1), add(1, other)])).toEqual([1, 2, 1]);
    });
    expect(seen.filter((name) => name === 'evalsha')).toHaveLength(3);
  });

  it.each(['false', 'nil'])('gives nothing where one of several parts returns %s', async (nothing) => {
    const none = new RedisScript(`none-${nothing}`, `return ${nothing}`);
    const call = { script: none, keys: [count], args: [] };
    expect(await store.run(call)).toBeNull();
    expect(await Promise.all([store.run(call), add(5)])).toEqual([null, 5]);
  });

  it('lets a part that fails fail alone', async () => {
    await direct.set(list, 'not a list');
    const [added, pushed] = await Promise.allSettled([add(5), push('a')]);
    expect(added).toEqual({ status: 'fulfilled', value: 5 });
    expect(pushed).toMatchObject({ status: 'rejected', reason: { name: 'ReplyError' } });
    expect(String((pushed as PromiseRejectedResult).reason)).toContain('WRONGTYPE');
    expect(store.state).toBe('closed');
  });

  it('combines calls however many arguments they have', async () => {
    const many = new RedisScript('many', 'return { #KEYS, #ARGV, ARGV[#ARGV] }');
    const args = Array.from({ length: 20_000 }, (_, i) => i);
    expect(await Promise.all([add(5), store.run({ script: many, keys: [list], args })])).toEqual([
      5,
      [1, 20_000, '19999'],
    ]);
  });

  it('gives every command of a bulk its own result, in one pipeline', async () => {
    await direct.set(list, 'text');
    const results = await store.bulk([
      { name: 'INCRBY', key: count, args: [7] },
      { name: 'LPUSH', key: list, args: ['x'] },
      { name: 'GET', key: count },
    ]);
    expect(results).toEqual([
      { ok: true, value: 7 },
      { ok: false, error: expect.objectContaining({ name: 'ReplyError' }) },
      { ok: true, value: '7' },
    ]);
    expect(await store.bulk([])).toEqual([]);
  });

  it('keeps what bytes hold', async () => {
    const bytes = Buffer.from([0, 255, 13, 10, 128]);
    await store.command('SET', count, bytes);
    expect(await direct.getBuffer(count)).toEqual(bytes);
  });
});
