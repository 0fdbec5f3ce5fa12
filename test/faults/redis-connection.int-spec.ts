import { createRedis, redisKey, RedisScript, RedisStore, type BreakerState } from '@app/storage';
import { FaultProxy } from '../redis-servers/fault-proxy';
import { RedisProcess } from '../redis-servers/redis-process';
import { eventually } from '../integration/storage/store-fixture';

jest.setTimeout(120_000);

const LIMIT_MS = 500;
/** The loop of a busy machine may be late by this much. */
const SLACK_MS = 250;
const ADD = new RedisScript('add', "return redis.call('INCR', KEYS[1])");
const COUNT = redisKey('user_1', 'count');

describe('the Redis connection', () => {
  let server: RedisProcess;
  let proxy: FaultProxy;
  let store: RedisStore;
  let lines: string[];
  let states: BreakerState[];

  beforeEach(async () => {
    server = await RedisProcess.start();
    proxy = await FaultProxy.to(server.port);
    lines = [];
    states = [];
    const log = { info: (line: string) => void lines.push(line), warn: (line: string) => void lines.push(line) };
    store = new RedisStore(createRedis({ url: proxy.url, timeoutMs: 1_000, commandTimeoutMs: LIMIT_MS }), log);
    store.onStateChange((state) => states.push(state));
    await eventually(() => store.command('PING'));
    await eventually(() => expect(store.state).toBe('closed'));
    lines.length = 0;
    states.length = 0;
  });
  afterEach(async () => {
    await store.close();
    proxy.close();
    await server.remove();
  });

  const count = () => store.run({ script: ADD, keys: [COUNT], args: [] });

  /** Calls one after the other, with how long each took. */
  const timeOf = async (calls: number): Promise<{ ok: number; longestMs: number; lastMs: number }> => {
    let ok = 0;
    let longestMs = 0;
    let lastMs = 0;
    for (let i = 0; i < calls; i++) {
      const began = performance.now();
      await count().then(
        () => ok++,
        () => undefined,
      );
      lastMs = performance.now() - began;
      longestMs = Math.max(longestMs, lastMs);
    }
    return { ok, longestMs, lastMs };
  };
  const recovers = async (): Promise<void> => {
    await eventually(() => expect(store.state).toBe('closed'));
    expect((await timeOf(10)).ok).toBe(10);
  };

  it('F5 refused: fails at once, says so once, and comes back by itself', async () => {
    await server.kill();
    const { ok, longestMs } = await timeOf(200);
    expect(ok).toBe(0);
    expect(longestMs).toBeLessThan(SLACK_MS);
    expect(store.state).not.toBe('closed');
    await server.startAgain();
    await recovers();
    expect(lines).toEqual([expect.stringContaining('Redis does not answer'), 'Redis answers again.']);
  });

  it('F6 frozen: no call waits longer than the limit, and none at all once the breaker is open', async () => {
    server.signal('SIGSTOP');
    const { ok, longestMs, lastMs } = await timeOf(50);
    expect(ok).toBe(0);
    expect(longestMs).toBeLessThan(LIMIT_MS + SLACK_MS);
    expect(lastMs).toBeLessThan(50);
    expect(store.state).not.toBe('closed');
    server.signal('SIGCONT');
    await recovers();
    expect(lines).toHaveLength(2);
  });

  it('F7 half-open: the breaker opens although the connection stands', async () => {
    proxy.mute = true;
    const { ok, longestMs } = await timeOf(20);
    expect(ok).toBe(0);
    expect(longestMs).toBeLessThan(LIMIT_MS + SLACK_MS);
    expect(states[0]).toBe('open');
    proxy.mute = false;
    await recovers();
    expect(lines).toHaveLength(2);
  });

  it('F8 slow: every call is answered, the breaker stays closed, and nothing is logged', async () => {
    proxy.latencyMs = 300;
    const { ok } = await timeOf(10);
    expect(ok).toBe(10);
    expect(states).toEqual([]);
    expect(lines).toEqual([]);
  });

  it('F9 reset in the middle of a reply: no command is sent twice', async () => {
    const direct = server.client();
    await count(); // the server knows the script from here on
    let sent = 1;
    for (let i = 0; i < 30; i++) {
      await eventually(() => expect(store.isReady).toBe(true));
      proxy.resetNextReply = i % 2 === 0;
      sent++;
      await count().catch(() => undefined);
    }
    expect(Number(await direct.get(COUNT))).toBe(sent);
    direct.disconnect();
    await recovers();
  });

  it('F13 demoted: leaves a master that answers READONLY, and takes it up again', async () => {
    const other = await RedisProcess.start();
    const direct = server.client();
    await direct.replicaof('127.0.0.1', other.port);
    expect((await timeOf(5)).ok).toBe(0);
    await direct.replicaof('NO', 'ONE');
    await recovers();
    direct.disconnect();
    await other.remove();
  });

  it('F20 scripts flushed: counts go on exactly', async () => {
    const direct = server.client();
    const before = Number((await direct.get(COUNT)) ?? 0);
    const counted = Array.from({ length: 50 }, async () => {
      for (let i = 0; i < 10; i++) await count();
    });
    for (let i = 0; i < 100; i++) await direct.script('FLUSH');
    await Promise.all(counted);
    expect(Number(await direct.get(COUNT)) - before).toBe(500);
    direct.disconnect();
  });
});
