import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { testKey } from '@app/cache/testing';
import { createRedis, RedisStore, RedisSubscriber } from '@app/storage';
import type { Redis } from 'ioredis';
import { eventually } from '../integration/storage/store-fixture';
import { FaultProxy } from '../redis-servers/fault-proxy';
import { RedisProcess } from '../redis-servers/redis-process';
import { openTestCache, PROVIDER_CALLS, type FillOrder, type FillReport } from './fill-answers';

jest.setTimeout(120_000);

const LIMIT_MS = 500;
/** The loop of a busy machine may be late by this much. */
const SLACK_MS = 400;

/** A process that asks the cache. */
class FillProcess {
  private printed = '';

  private constructor(readonly child: ChildProcess) {
    child.stdout?.on('data', (text: Buffer) => (this.printed += text.toString()));
  }

  /** Resolves when it is about to ask. */
  static async start(order: FillOrder): Promise<FillProcess> {
    const args = ['-r', './scripts/register-ts.cjs', join(__dirname, 'fill-answers.ts'), JSON.stringify(order)];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit', 'ipc'] });
    const started = new FillProcess(child);
    await once(child, 'message');
    return started;
  }

  async report(): Promise<FillReport> {
    if (this.child.exitCode === null) await once(this.child, 'close');
    return JSON.parse(this.printed) as FillReport;
  }

  async kill(): Promise<void> {
    const gone = once(this.child, 'close');
    this.child.kill('SIGKILL');
    await gone;
  }
}

describe('the cache', () => {
  let server: RedisProcess;
  let direct: Redis;

  beforeAll(async () => {
    server = await RedisProcess.start();
    direct = server.client();
  });
  beforeEach(() => direct.flushall());
  afterAll(async () => {
    direct.disconnect();
    await server.remove();
  });

  const calls = async (): Promise<number> => Number((await direct.get(PROVIDER_CALLS)) ?? 0);

  it('F44 stampede: 1,000 equal cold requests over two processes ask the provider at most twice, and all are answered', async () => {
    const order = { url: server.url, question: 'stampede', requests: 500, fillMs: 1_500 };
    const processes = await Promise.all([FillProcess.start(order), FillProcess.start(order)]);
    const reports = await Promise.all(processes.map((one) => one.report()));
    const sum = (name: keyof FillReport): number => reports.reduce((all, report) => all + report[name], 0);
    expect([sum('made') + sum('stored'), sum('failed')]).toEqual([1_000, 0]);
    // One; a second when the machine is so busy that the claim takes longer than a request may wait for Redis.
    expect(await calls()).toBeLessThanOrEqual(2);
  });

  it('F45 dead maker: whoever waits goes on when the claim ends, once, and the dead one stores nothing', async () => {
    const order = { url: server.url, question: 'dead', requests: 1 };
    const dying = await FillProcess.start({ ...order, fillMs: 60_000 });
    await eventually(async () => expect(await calls()).toBe(1));
    const waiting = await FillProcess.start({ ...order, requests: 50, fillMs: 10 });
    await dying.kill();
    const report = await waiting.report();
    expect(report).toMatchObject({ failed: 0 });
    expect(report.made + report.stored).toBe(50);
    expect(report.slowestMs).toBeLessThan(2_000 + 2_000); // the claim, and a busy machine
    expect(await calls()).toBe(2);
  });

  it('F6, F7 frozen and half-open: nobody waits longer than the limit; memory goes on', async () => {
    const proxy = await FaultProxy.to(server.port);
    const redis = new RedisStore(createRedis({ url: proxy.url, commandTimeoutMs: LIMIT_MS }));
    const subscriber = new RedisSubscriber({ url: proxy.url });
    const cache = openTestCache(redis, subscriber);
    await eventually(() => redis.command('PING'));
    const serve = async (question: string): Promise<{ type: string; ms: number }> => {
      const began = performance.now();
      async function* words(): AsyncGenerator<string> {
        yield await Promise.resolve('end');
      }
      const served = await cache.serve({
        lookup: cache.look(testKey('alice', question)),
        mode: 'default',
        isWhole: true,
        lifetimes: { freshMs: 60_000, revalidateMs: 0, onErrorMs: 0 },
        facts: { model: 'm', strategy: 'direct' },
        fill: () => Promise.resolve(words()),
        isOutage: () => true,
        signal: new AbortController().signal,
      });
      const ms = performance.now() - began;
      if (served.type === 'made') for await (const _word of served.events);
      return { type: served.type, ms };
    };
    await serve('before');
    await eventually(async () => expect((await serve('before')).type).toBe('stored'));
    proxy.mute = true;
    const during = await serve('during');
    expect(during.type).toBe('made');
    expect(during.ms).toBeLessThan(2 * LIMIT_MS + SLACK_MS);
    for (let i = 0; i < 5; i++) await serve(`more ${i}`);
    const late = await serve('late');
    expect(late.ms).toBeLessThan(50 + SLACK_MS);
    expect((await serve('before')).type).toBe('stored');
    expect((await serve('during')).type).toBe('stored');
    proxy.mute = false;
    await eventually(() => expect(redis.state).toBe('closed'));
    await serve('after');
    await eventually(async () => expect(await direct.keys('*:cache:*')).not.toHaveLength(0));
    subscriber.close();
    await redis.close();
    proxy.close();
  });
});
