import type { ErrorBody } from '@app/contracts';
import type { LimitsDto } from '../../../src/limits/dto/limits.dto';
import type { RunningApp } from '../support/running-app';
import { ALICE, call, chat, LimitsFixture } from './limits-app';

jest.setTimeout(60_000);

describe('the API of limits', () => {
  let fixture: LimitsFixture;
  beforeAll(async () => (fixture = await LimitsFixture.start()));
  afterEach(() => fixture.closeApps());
  afterAll(() => fixture.stop());

  const show = async (app: RunningApp, query = '') =>
    (await (await call(app, `/api/v1/limits${query}`)).json()) as LimitsDto;
  const stateOf = ({ limits }: LimitsDto, wanted: string) => limits.find(({ name }) => name === wanted);

  it('tells a caller how it stands, and counts only itself as reading', async () => {
    const app = await fixture.app({
      RATE_LIMIT_REQUESTS: '10',
      RATE_LIMIT_TOKENS: '50000',
      RATE_LIMIT_CONCURRENCY: '3',
    });
    await chat(app);
    const state = await show(app);
    expect(state).toMatchObject({ limited: true, degraded: false, processes: 1, concurrency: { limit: 3 } });
    expect(state.limits.map(({ name }) => name)).toEqual(['chat', 'read', 'write', 'admin', 'login', 'tokens']);
    expect(stateOf(state, 'chat')).toMatchObject({ limit: 10, windowSeconds: 60, burst: 10, remaining: 9 });
    expect(stateOf(state, 'read')).toMatchObject({ remaining: 9 });
    expect(stateOf(await show(app), 'read')).toMatchObject({ remaining: 8 });
    expect(stateOf(await show(app), 'write')).toMatchObject({ remaining: 10, resetMs: 0, retryAfterMs: 0 });
  });

  it('tells operators about other users, keys and addresses', async () => {
    const app = await fixture.app({ RATE_LIMIT_ADDRESS_REQUESTS: '50' });
    await chat(app);
    expect(stateOf(await show(app, '?userId=user_other'), 'chat')).toMatchObject({ remaining: 100 });
    const ofAddress = await show(app, '?address=127.0.0.1');
    expect(stateOf(ofAddress, 'address')).toMatchObject({ limit: 50, remaining: 47 });
    expect(stateOf(ofAddress, 'auth-failures')).toMatchObject({ limit: 20, remaining: 20 });
  });

  it('says when a caller is not limited', async () => {
    const app = await fixture.app({ API_KEYS: '' });
    expect(await show(app)).toMatchObject({ limited: false, limits: [] });
  });

  it('refuses what is no address and more than one subject', async () => {
    const app = await fixture.app();
    for (const [query, param] of [
      ['?address=canary', 'address'],
      ['?userId=a&keyId=b', 'keyId'],
      ['?everybody=true', 'everybody'],
    ] as const) {
      const refused = await call(app, `/api/v1/limits${query}`);
      expect(refused.status).toBe(400);
      expect(((await refused.json()) as ErrorBody).error.param).toBe(param);
    }
  });

  it('answers 503 when what is counted is away or cannot be audited', async () => {
    const app = await fixture.app({ RATE_LIMIT_REQUESTS: '2' });
    // There is no database here to write the reset to, so nothing is reset.
    await chat(app);
    const reset = await call(app, '/api/v1/limits', { method: 'DELETE' });
    expect(reset.status).toBe(503);
    expect(stateOf(await show(app), 'chat')).toMatchObject({ remaining: 1 });
    await fixture.server.kill();
    try {
      const away = await call(app, '/api/v1/limits', { key: ALICE });
      expect(away.status).toBe(503);
      expect(((await away.json()) as ErrorBody).error.code).toBe('storage_unavailable');
    } finally {
      await fixture.server.startAgain();
    }
  });
});
