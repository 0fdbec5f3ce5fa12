import type { ErrorBody } from '@app/contracts';
import { ALICE, BOB, call, chat, limitHeaders, LimitsFixture } from './limits-app';

jest.setTimeout(60_000);

async function codeOf(response: Response): Promise<string> {
  return ((await response.json()) as ErrorBody).error.code;
}

describe('limits over HTTP', () => {
  let fixture: LimitsFixture;
  beforeAll(async () => (fixture = await LimitsFixture.start()));
  afterEach(() => fixture.closeApps());
  afterAll(() => fixture.stop());

  it('let as many requests in as the setting says, and tell the truth about the rest', async () => {
    const app = await fixture.app({ RATE_LIMIT_REQUESTS: '3', RATE_LIMIT_WINDOW: '60' });
    const answers = [await chat(app), await chat(app), await chat(app)];
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(answers.map((answer) => answer.headers.get('ratelimit-remaining'))).toEqual(['2', '1', '0']);
    expect(limitHeaders(answers[0]!)).toEqual({ limit: '3', remaining: '2', reset: '20', policy: '3;w=60;burst=3' });
    const refused = await chat(app);
    expect(refused.status).toBe(429);
    expect(limitHeaders(refused)).toMatchObject({ limit: '3', remaining: '0', policy: '3;w=60;burst=3' });
    const retryAfter = Number(refused.headers.get('retry-after'));
    expect(retryAfter).toBeGreaterThanOrEqual(19);
    expect(retryAfter).toBeLessThanOrEqual(20);
    expect(await codeOf(refused)).toBe('rate_limited');
    expect(refused.headers.get('x-ratelimit-degraded')).toBeNull();
    const streamed = await chat(app, { stream: true });
    expect(streamed.status).toBe(429);
  });

  it('are true: after Retry-After the same request passes', async () => {
    const app = await fixture.app({ RATE_LIMIT_REQUESTS: '1', RATE_LIMIT_WINDOW: '1' });
    await call(app, '/api/v1/models');
    const refused = await call(app, '/api/v1/models');
    expect(refused.headers.get('retry-after')).toBe('1');
    await new Promise((resolve) => setTimeout(resolve, 1_000 * Number(refused.headers.get('retry-after'))));
    expect((await call(app, '/api/v1/models')).status).toBe(200);
  });

  it('count kinds of requests apart, and never probes', async () => {
    const app = await fixture.app({ RATE_LIMIT_REQUESTS: '2', RATE_LIMIT_READ_REQUESTS: '1' });
    expect((await call(app, '/api/v1/models')).status).toBe(200);
    const refused = await call(app, '/v1/models');
    expect(refused.status).toBe(429);
    expect(limitHeaders(refused)).toMatchObject({ limit: '1', remaining: '0' });
    for (let i = 0; i < 2; i++) expect((await chat(app)).status).toBe(200);
    const viaOpenAi = { model: 'up/plain', messages: [{ role: 'user', content: 'Hi' }] };
    expect((await call(app, '/v1/chat/completions', { body: viaOpenAi })).status).toBe(429);
    for (let i = 0; i < 5; i++) expect((await call(app, '/health/live', { key: '' })).status).toBe(200);
    for (let i = 0; i < 5; i++) expect((await call(app, '/metrics')).status).toBe(200);
  });

  it('count the keys of one user together', async () => {
    const app = await fixture.app({ RATE_LIMIT_REQUESTS: '2' });
    const statuses = [await chat(app), await chat(app, {}, { key: BOB }), await chat(app, {}, { key: BOB })];
    // Both keys are of API_KEYS, whose requests are those of one user.
    expect(statuses.map(({ status }) => status)).toEqual([200, 200, 429]);
  });

  it('spare the owner of a private installation unless they are switched on', async () => {
    const spared = await fixture.app({ API_KEYS: '', RATE_LIMIT_REQUESTS: '1' });
    for (let i = 0; i < 3; i++) {
      const answer = await chat(spared, {}, { key: '' });
      expect([answer.status, answer.headers.get('ratelimit-limit')]).toEqual([200, null]);
    }
    await fixture.closeApps();
    const limited = await fixture.app({ API_KEYS: '', RATE_LIMIT_REQUESTS: '1', RATE_LIMIT_ENABLED: 'true' });
    expect((await chat(limited, {}, { key: '' })).status).toBe(200);
    expect((await chat(limited, {}, { key: '' })).status).toBe(429);
  });

  it('count addresses behind a trusted proxy, and charge a refused request to nobody', async () => {
    const app = await fixture.app({ RATE_LIMIT_ADDRESS_REQUESTS: '2', TRUSTED_PROXIES: '127.0.0.1' });
    const from = (address: string) => chat(app, {}, { headers: { 'X-Forwarded-For': `9.9.9.9, ${address}` } });
    expect((await from('192.0.2.1')).status).toBe(200);
    expect((await from('192.0.2.1')).headers.get('ratelimit-remaining')).toBe('98');
    const refused = await from('192.0.2.1');
    expect(refused.status).toBe(429);
    expect(limitHeaders(refused)).toMatchObject({ limit: '2', remaining: '0' });
    const other = await from('192.0.2.2');
    expect([other.status, other.headers.get('ratelimit-remaining')]).toEqual([200, '97']);
    // One network of IPv6 counts as one client.
    for (const host of ['1', '2', 'dead:beef']) await from(`2001:db8::${host}`);
    expect((await from('2001:db8::ffff')).status).toBe(429);
    expect((await from('2001:db8:0:1::1')).status).toBe(200);
  });

  it('reserve tokens before the call and give back what was not used', async () => {
    const app = await fixture.app({ RATE_LIMIT_TOKENS: '10000', RATE_LIMIT_WINDOW: '3600' });
    const first = await chat(app, { maxOutputTokens: 9_000 });
    expect(first.status).toBe(200);
    const second = await chat(app, { maxOutputTokens: 9_000 });
    expect(second.status).toBe(200);
    const key = 'sw:{org_local/user_bootstrap}:rate:tokens';
    const leftMs = await fixture.direct.pttl(key);
    // Some 20 tokens each at 0.36 seconds a token: what was reserved would be most of an hour.
    expect(leftMs).toBeLessThan(60_000);
    const big = await chat(app, { maxOutputTokens: 20_000 });
    expect(big.status).toBe(429);
    expect(((await big.json()) as ErrorBody).error.message).toContain('tokens');
  });

  it('let only so many chats of a user run at once, and free their places', async () => {
    const app = await fixture.app({ RATE_LIMIT_CONCURRENCY: '2' });
    const answers = await Promise.all([chat(app), chat(app), chat(app), chat(app)]);
    const refused = answers.filter(({ status }) => status === 429);
    expect(refused).toHaveLength(2);
    expect(refused[0]?.headers.get('retry-after')).toBe('1');
    await fixture.untilNoLease();
    expect((await chat(app)).status).toBe(200);
  });

  it('refuse an address that tries one key after another, also when it finds a right one', async () => {
    const app = await fixture.app({ AUTH_FAILURE_LIMIT: '3', AUTH_FAILURE_WINDOW: '60' });
    const guess = (key: string) => call(app, '/api/v1/models', { key });
    for (let i = 0; i < 20; i++) expect((await guess('the-same-wrong-key')).status).toBe(401);
    expect((await guess(ALICE)).status).toBe(200);
    expect((await guess('guess-2-0123456789')).status).toBe(401);
    expect((await guess('guess-3-0123456789')).status).toBe(401);
    const refused = await guess('guess-4-0123456789');
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThanOrEqual(19);
    expect((await guess(ALICE)).status).toBe(429);
    expect((await call(app, '/health/ready')).status).not.toBe(429);
    expect((await call(app, '/api/v1/models', { key: '' })).status).toBe(401);
  });

  it('leave no key without an end', async () => {
    const app = await fixture.app({ RATE_LIMIT_TOKENS: '10000', RATE_LIMIT_CONCURRENCY: '5' });
    await Promise.all([chat(app), call(app, '/api/v1/models'), call(app, '/api/v1/models', { key: 'wrong' })]);
    const keys = await fixture.direct.keys('sw:*');
    expect(keys.length).toBeGreaterThanOrEqual(3);
    const endless = await Promise.all(keys.map(async (key) => ((await fixture.direct.pttl(key)) === -1 ? key : '')));
    expect(endless.filter((key) => key !== '')).toEqual([]);
  });

  it('tell Prometheus what was decided', async () => {
    const app = await fixture.app({ RATE_LIMIT_REQUESTS: '1' });
    await chat(app);
    await chat(app);
    const metrics = await (await call(app, '/metrics')).text();
    expect(metrics).toMatch(/stepwise_limit_decisions_total\{class="chat",outcome="admitted",by="store"\} \d+/);
    expect(metrics).toMatch(/stepwise_limit_decisions_total\{class="chat",outcome="requests",by="store"\} \d+/);
    expect(metrics).toContain('stepwise_limits_degraded 0');
  });
});
