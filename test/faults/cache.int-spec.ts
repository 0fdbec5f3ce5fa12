import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { AnswerCache, Lifetimes, Served } from '@app/cache';
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
/** How often an answer expires under load. */
const EXPIRIES = Number(process.env['FAULT_CACHE_EXPIRIES'] ?? 10);
const MINUTE: Lifetimes = { freshMs: 60_000, revalidateMs: 0, onErrorMs: 0 };

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

/** A cache of this process, with connections of its own. */
class OpenCache {
  private constructor(
    readonly redis: RedisStore,
    private readonly subscriber: RedisSubscriber,
    private readonly cache: AnswerCache<string>,
  ) {}

  static async start(url: string): Promise<OpenCache> {
    const redis = new RedisStore(createRedis({ url, commandTimeoutMs: LIMIT_MS }));
    const subscriber = new RedisSubscriber({ url });
    const cache = openTestCache(redis, subscriber);
    await eventually(() => redis.command('PING'));
    return new OpenCache(redis, subscriber, cache);
  }

  /** Asks one question, and reads its answer to the end. */
  async serve(question: string, words = atOnce, lifetimes = MINUTE): Promise<Served<string>> {
    const served = await this.cache.serve({
      lookup: this.cache.look(testKey('alice', question)),
      mode: 'default',
      isWhole: true,
      lifetimes,
      facts: { model: 'm', strategy: 'direct' },
      fill: () => Promise.resolve(words()),
      isOutage: () => true,
      signal: new AbortController().signal,
    });
    if (served.type === 'made') for await (const _word of served.events);
    return served;
  }

  async close(): Promise<void> {
    this.subscriber.close();
    await this.redis.close();
  }
}

async function* atOnce(): AsyncGenerator<string> {
  yield await Promise.resolve('end');
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

  it('F44 expiry under load: it is made anew by one at a time, and nobody gets an old answer', async () => {
    const processes = await Promise.all([1, 2].map(() => OpenCache.start(server.url)));
    let [open, mostOpen, made] = [0, 0, 0];
    async function* words(): AsyncGenerator<string> {
      mostOpen = Math.max(mostOpen, ++open);
      made++;
      try {
        await delay(20);
        yield 'end';
      } finally {
        open--;
      }
    }
    const lifetimes = { freshMs: 150, revalidateMs: 0, onErrorMs: 0 };
    const given: string[] = [];
    const ask = async (i: number): Promise<void> => {
      while (made < EXPIRIES) {
        const served = await processes[i % 2]!.serve('expires', words, lifetimes);
        given.push(served.type === 'stored' ? served.status : served.type);
      }
    };
    await Promise.all(Array.from({ length: 40 }, (_, i) => ask(i)));
    // A second when the machine is so busy that a claim takes longer than a request may wait for Redis.
    expect(mostOpen).toBeLessThanOrEqual(2);
    expect(given.filter((how) => how === 'hit').length).toBeGreaterThan(made);
    expect(given).not.toContain('stale');
    await Promise.all(processes.map((one) => one.close()));
  });

  it.each([
    ['F6 frozen', () => server.signal('SIGSTOP'), () => server.signal('SIGCONT')],
    ['F7 half-open', (proxy: FaultProxy) => (proxy.mute = true), (proxy: FaultProxy) => (proxy.mute = false)],
  ])('%s: nobody waits longer than the limit; memory goes on', async (_, spoil, mend) => {
    const proxy = await FaultProxy.to(server.port);
    const process = await OpenCache.start(proxy.url);
    const serve = async (question: string): Promise<{ type: string; ms: number }> => {
      const began = performance.now();
      const { type } = await process.serve(question);
      return { type, ms: performance.now() - began };
    };
    await serve('before');
    await eventually(async () => expect((await serve('before')).type).toBe('stored'));
    spoil(proxy);
    const during = await serve('during');
    expect(during.type).toBe('made');
    expect(during.ms).toBeLessThan(LIMIT_MS + SLACK_MS);
    for (let i = 0; i < 5; i++) await serve(`more ${i}`);
    const late = await serve('late');
    expect(late.ms).toBeLessThan(50 + SLACK_MS);
    expect((await serve('before')).type).toBe('stored');
    expect((await serve('during')).type).toBe('stored');
    mend(proxy);
    await eventually(() => expect(process.redis.state).toBe('closed'));
    await serve('after');
    await eventually(async () => expect(await direct.keys('*:cache:*')).not.toHaveLength(0));
    await process.close();
    proxy.close();
  });

  it('F8 slow: an answer is stored all the same', async () => {
    const proxy = await FaultProxy.to(server.port);
    const process = await OpenCache.start(proxy.url);
    proxy.latencyMs = 300; // to look and to claim takes longer than a request waits
    async function* words(): AsyncGenerator<string> {
      await delay(400);
      yield 'end';
    }
    expect((await process.serve('slow', words)).type).toBe('made');
    await eventually(async () => expect(await direct.keys('*:cache:*')).toHaveLength(1));
    proxy.latencyMs = 0;
    await process.close();
    proxy.close();
  });
});
