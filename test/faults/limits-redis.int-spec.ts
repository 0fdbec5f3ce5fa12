import { setTimeout as delay } from 'node:timers/promises';
import type { ErrorBody } from '@app/contracts';
import { ProcessRegister, SharedLimitStore } from '@app/limits';
import { redisKey } from '@app/storage';
import { call, chat, LimitsFixture } from '../e2e/limits/limits-app';
import type { RunningApp } from '../e2e/support/running-app';
import { eventually } from '../integration/storage/store-fixture';
import { FaultProxy } from '../redis-servers/fault-proxy';

jest.setTimeout(60_000);

/** Longest wait for Redis, and how late the loop of a busy machine may be. Milliseconds. */
const LIMIT_MS = 500;
const SLACK_MS = 500;
/** So slow that nothing comes back during a test: one unit in 36 seconds. */
const SLOW = { RATE_LIMIT_REQUESTS: '100', RATE_LIMIT_WINDOW: '3600' };
const RATE = redisKey('org_local/user_bootstrap', 'rate', 'requests:read');

/** What became of some requests: the ledger of a fault. */
interface Ledger {
  sent: number;
  admitted: number;
  refused: number;
  other: number;
  byShare: number;
  longestMs: number;
}

async function ask(apps: readonly RunningApp[], calls: number): Promise<Ledger> {
  const ledger: Ledger = { sent: 0, admitted: 0, refused: 0, other: 0, byShare: 0, longestMs: 0 };
  for (let i = 0; i < calls; i++) {
    const began = performance.now();
    const { status, headers } = await call(apps[i % apps.length]!, '/api/v1/me');
    ledger.longestMs = Math.max(ledger.longestMs, performance.now() - began);
    ledger.sent++;
    if (status === 200) ledger.admitted++;
    else if (status === 429) ledger.refused++;
    else ledger.other++;
    if (headers.get('x-ratelimit-degraded') !== null) ledger.byShare++;
  }
  return ledger;
}

describe('limits when Redis fails', () => {
  let fixture: LimitsFixture;
  let proxy: FaultProxy;

  beforeAll(async () => (fixture = await LimitsFixture.start()));
  beforeEach(async () => (proxy = await FaultProxy.to(fixture.server.port)));
  afterEach(async () => {
    if (fixture.server.isRunning) fixture.server.signal('SIGCONT');
    else await fixture.server.startAgain();
    await fixture.direct.replicaof('NO', 'ONE');
    await fixture.direct.config('SET', 'maxmemory', '0');
    await fixture.closeApps();
    proxy.close();
  });
  afterAll(() => fixture.stop());

  const behindProxy = (env: Record<string, string> = {}): Promise<RunningApp> =>
    fixture.app({ ...SLOW, ...env, REDIS_URL: proxy.url });
  const metric = async (app: RunningApp, name: string) =>
    Number(new RegExp(`^${name} (\\d+)`, 'm').exec(await (await call(app, '/metrics')).text())?.[1]);
  /** Units that Redis has counted since then: one unit is 36 seconds, and what came back meanwhile is counted too. */
  const countedSince = async (beganAt: number) =>
    Math.round(((await fixture.direct.pttl(RATE)) + performance.now() - beganAt) / 36_000);
  const recovers = (app: RunningApp) =>
    eventually(async () => {
      const answer = await call(app, '/api/v1/me');
      if (answer.headers.get('x-ratelimit-degraded') !== null) throw new Error('not yet');
    });

  it('F5 refused: chat goes on at once, every answer says how, and Redis is taken up again', async () => {
    const app = await fixture.app({ RATE_LIMIT_REQUESTS: '1000' });
    await fixture.server.kill();
    const ledger = await ask([app], 30);
    expect(ledger).toMatchObject({ sent: 30, admitted: 30, byShare: 30 });
    expect(ledger.longestMs).toBeLessThan(SLACK_MS);
    const answer = await chat(app);
    expect([answer.status, answer.headers.get('x-ratelimit-degraded')]).toEqual([200, 'local-share']);
    expect(await metric(app, 'stepwise_limits_degraded')).toBe(1);
    await fixture.server.startAgain();
    await recovers(app);
    await eventually(async () => expect(await metric(app, 'stepwise_limits_degraded')).toBe(0));
  });

  it('F6 frozen: no request waits longer than the limit, and hardly any at all', async () => {
    const app = await behindProxy();
    fixture.server.signal('SIGSTOP');
    // A route that asks Redis twice, once for the limit: it waits once all the same.
    const began = performance.now();
    expect((await call(app, '/api/v1/models')).status).toBe(200);
    expect(performance.now() - began).toBeLessThan(LIMIT_MS + 400);
    const later = await ask([app], 20);
    expect(later).toMatchObject({ admitted: 20, byShare: 20 });
    expect(later.longestMs).toBeLessThan(SLACK_MS);
    fixture.server.signal('SIGCONT');
    await recovers(app);
  });

  it('F7 half-open: the share decides although the connection stands', async () => {
    const app = await behindProxy();
    proxy.mute = true;
    const ledger = await ask([app], 20);
    expect(ledger).toMatchObject({ admitted: 20, byShare: 20 });
    expect(ledger.longestMs).toBeLessThan(LIMIT_MS + SLACK_MS);
    const metrics = await (await call(app, '/metrics')).text();
    expect(metrics).not.toContain('redis_breaker_state{state="closed"} 1');
    proxy.mute = false;
    await recovers(app);
  });

  it('F8 slow: Redis decides all the same', async () => {
    const app = await behindProxy();
    proxy.latencyMs = 300;
    expect(await ask([app], 5)).toMatchObject({ admitted: 5, byShare: 0 });
    proxy.latencyMs = 0;
  });

  it('F9 reset in the middle of a reply: what was let in is what Redis has counted', async () => {
    const app = await behindProxy();
    const ledger = { admitted: 0, byShare: 0 };
    const beganAt = performance.now();
    await ask([app], 1); // the server knows the script from here on
    for (let i = 0; i < 60; i++) {
      proxy.resetNextReply = i % 5 === 0;
      const { admitted, byShare } = await ask([app], 1);
      ledger.admitted += admitted;
      ledger.byShare += byShare;
    }
    expect(ledger).toMatchObject({ admitted: 60 });
    expect(ledger.byShare).toBeGreaterThan(0);
    await eventually(() => app.app.get(ProcessRegister, { strict: false }).report());
    await app.app.get(SharedLimitStore, { strict: false }).repay();
    expect(await countedSince(beganAt)).toBe(61);
  });

  it('F10 abuse without Redis: four servers let in what one limit allows, and no credential can be guessed', async () => {
    const apps = [await fixture.app(SLOW), await fixture.app(SLOW), await fixture.app(SLOW), await fixture.app(SLOW)];
    await fixture.untilProcesses(apps, 4);
    await fixture.server.kill();
    const ledgers = await Promise.all(apps.map((app) => ask([app], 500)));
    const admitted = ledgers.reduce((sum, ledger) => sum + ledger.admitted, 0);
    expect(admitted).toBeGreaterThanOrEqual(96);
    expect(admitted).toBeLessThanOrEqual(110);
    for (const key of ['wrong-1-0123456789', 'wrong-2-0123456789']) {
      const guess = await call(apps[0]!, '/api/v1/me', { key });
      expect(guess.status).toBe(503);
      expect(((await guess.json()) as ErrorBody).error.code).toBe('storage_unavailable');
    }
    const login = await call(apps[0]!, '/api/v1/login', { key: '', body: { apiKey: 'wrong-3-0123456789' } });
    expect(login.status).toBe(503);
    await fixture.server.startAgain();
  });

  it('F10 afterwards: what the servers let in without Redis counts when it is back', async () => {
    const apps = [await fixture.app(SLOW), await fixture.app(SLOW)];
    await fixture.untilProcesses(apps, 2);
    expect((await ask(apps, 40)).admitted).toBe(40);
    fixture.server.signal('SIGSTOP');
    const during = await ask(apps, 200);
    expect(during.admitted).toBeGreaterThanOrEqual(50);
    expect(during.admitted).toBeLessThanOrEqual(60);
    fixture.server.signal('SIGCONT');
    for (const app of apps) await recovers(app).catch(() => undefined);
    const after = await ask(apps, 200);
    expect(40 + during.admitted + after.admitted).toBeLessThanOrEqual(110);
  });

  it('F10 afterwards: whoever stayed within the limit through a long outage is not refused when it ends', async () => {
    const env = { RATE_LIMIT_REQUESTS: '40', RATE_LIMIT_WINDOW: '4' };
    const apps = [await fixture.app(env), await fixture.app(env)];
    await fixture.untilProcesses(apps, 2);
    /** Nine calls in a second, of ten that may be. */
    const steadily = async (calls: number) => {
      const statuses: Promise<number>[] = [];
      for (let i = 0; i < calls; i++) {
        statuses.push(call(apps[i % apps.length]!, '/api/v1/me').then(({ status }) => status));
        await delay(1_000 / 9);
      }
      return (await Promise.all(statuses)).filter((status) => status !== 200);
    };
    fixture.server.signal('SIGSTOP');
    expect(await steadily(90)).toEqual([]);
    fixture.server.signal('SIGCONT');
    for (const app of apps) await recovers(app);
    expect(await steadily(90)).toEqual([]);
  });

  it.each([
    [
      'F13 demoted',
      async () => fixture.direct.replicaof('127.0.0.1', 1),
      async () => fixture.direct.replicaof('NO', 'ONE'),
    ],
    [
      'F15 writes refused',
      async () => fixture.direct.config('SET', 'min-replicas-to-write', '1'),
      async () => fixture.direct.config('SET', 'min-replicas-to-write', '0'),
    ],
    [
      'F16 memory full',
      async () => fixture.direct.config('SET', 'maxmemory', '1'),
      async () => fixture.direct.config('SET', 'maxmemory', '0'),
    ],
  ])('%s: limits are decided by the share, sessions answer 503, nothing answers 500', async (_, spoil, mend) => {
    const app = await behindProxy();
    await spoil();
    expect(await ask([app], 10)).toMatchObject({ admitted: 10, other: 0, byShare: 10 });
    expect((await chat(app)).status).toBe(200);
    const session = await call(app, '/api/v1/sessions', { method: 'POST' });
    expect(session.status).toBe(503);
    await mend();
    await recovers(app);
    expect((await call(app, '/api/v1/sessions', { method: 'POST' })).status).toBe(201);
  });

  it('F17 a policy that may throw queues away: not ready for as long as it is set, and says why', async () => {
    const app = await fixture.app();
    const redisOf = async () => {
      const body = (await (await call(app, '/health/ready')).json()) as { details: { redis: object } };
      return body.details.redis;
    };
    const becomes = (expected: object) => eventually(async () => expect(await redisOf()).toMatchObject(expected));
    const naming = (text: string): unknown => expect.stringContaining(text);
    await becomes({ status: 'up' });
    await fixture.direct.config('SET', 'maxmemory-policy', 'allkeys-lru');
    await becomes({ status: 'down', message: naming('set maxmemory-policy noeviction') });
    await fixture.direct.config('SET', 'maxmemory-policy', 'volatile-lru');
    await becomes({ status: 'up', warnings: expect.arrayContaining([naming('may evict limits and sessions')]) });
    await fixture.direct.config('SET', 'maxmemory-policy', 'noeviction');
    await becomes({ status: 'up' });
  });

  it('F18 and F19 spoilt keys of each family: nobody is shut out and nothing answers 500', async () => {
    const app = await behindProxy({ RATE_LIMIT_TOKENS: '100000', RATE_LIMIT_CONCURRENCY: '5' });
    const { id } = (await (await call(app, '/api/v1/sessions', { method: 'POST' })).json()) as { id: string };
    await chat(app, { sessionId: id });
    const spoilers = [
      (key: string) => fixture.direct.lpush(key, 'x'),
      (key: string) => fixture.direct.set(key, Buffer.from([0, 255, 254])),
      (key: string) => fixture.direct.hset(key, 'v', '{"version":99'),
      (key: string) => fixture.direct.set(key, 'x'.repeat(1_000_000)),
    ];
    const families = ['rate:requests%3achat', 'rate:tokens', 'lease:chat', 'sessions', 'session-facts'];
    for (const spoil of spoilers) {
      for (const family of families) {
        const key = `sw:{org_local/user_bootstrap}:${family}`;
        await fixture.direct.del(key);
        await spoil(key);
        const answers = [
          await chat(app),
          await chat(app, { sessionId: id }),
          await call(app, '/api/v1/sessions'),
          await call(app, '/api/v1/limits'),
        ];
        const statuses = answers.map(({ status }) => status);
        expect({ family, statuses }).toEqual({ family, statuses: [200, expect.any(Number), 200, 200] });
        expect([200, 401]).toContain(statuses[1]);
      }
    }
  });

  it('F20 scripts flushed under load: exactly the limit', async () => {
    const apps = [await fixture.app(SLOW), await fixture.app(SLOW)];
    const over = new AbortController();
    const flushing = (async () => {
      while (!over.signal.aborted) await fixture.direct.script('FLUSH');
    })();
    const ledgers = await Promise.all(Array.from({ length: 10 }, () => ask(apps, 30)));
    over.abort();
    await flushing;
    expect(ledgers.reduce((sum, { admitted }) => sum + admitted, 0)).toBe(100);
    expect(ledgers.reduce((sum, { other, byShare }) => sum + other + byShare, 0)).toBe(0);
  });
});
