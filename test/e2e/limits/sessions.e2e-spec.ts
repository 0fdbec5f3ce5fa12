import type { ChatResponse, ErrorBody, SessionInfo } from '@app/contracts';
import { eventually } from '../../integration/storage/store-fixture';
import type { RunningApp } from '../support/running-app';
import { ALICE, call, chat, LimitsFixture } from './limits-app';

jest.setTimeout(60_000);

describe('sessions over HTTP', () => {
  let fixture: LimitsFixture;
  beforeAll(async () => (fixture = await LimitsFixture.start()));
  afterEach(() => fixture.closeApps());
  afterAll(() => fixture.stop());

  const open = (app: RunningApp) =>
    call(app, '/api/v1/sessions', { method: 'POST', headers: { 'User-Agent': 'probe/1' } });
  const opened = async (app: RunningApp) => (await (await open(app)).json()) as SessionInfo;
  const list = async (app: RunningApp) =>
    (await (await call(app, '/api/v1/sessions')).json()) as { sessions: SessionInfo[]; limit: number };

  it('open as many as may be, tell where they are used, and refuse one more with their list', async () => {
    const app = await fixture.app({ MAX_CONCURRENT_SESSIONS: '2', SESSION_IDLE_TIMEOUT: '60' });
    const answer = await open(app);
    expect(answer.status).toBe(201);
    const first = (await answer.json()) as SessionInfo;
    expect(first).toMatchObject({ address: '127.0.0.1', userAgent: 'probe/1' });
    expect(first.id).toMatch(/^session_[0-9a-z]{26}$/);
    expect(first.expiresAt - first.createdAt).toBe(60_000);
    const second = await opened(app);
    const refused = await open(app);
    expect(refused.status).toBe(409);
    const { error } = (await refused.json()) as ErrorBody;
    expect(error.code).toBe('session_limit_reached');
    expect(error.sessions?.map(({ id }) => id)).toEqual([first.id, second.id]);
    expect(await list(app)).toMatchObject({ limit: 2, sessions: [{ id: first.id }, { id: second.id }] });
  });

  it('never open more than may be over two servers at once', async () => {
    const [one, other] = [await fixture.app(), await fixture.app()];
    const answers = await Promise.all(Array.from({ length: 40 }, (_, i) => open(i % 2 === 0 ? one : other)));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(5);
    expect(answers.filter(({ status }) => status === 409)).toHaveLength(35);
  });

  it('end the oldest in favour of a new one where the setting says so', async () => {
    const app = await fixture.app({ MAX_CONCURRENT_SESSIONS: '1', SESSION_POLICY: 'evict-oldest' });
    const first = await opened(app);
    const second = await opened(app);
    expect((await list(app)).sessions.map(({ id }) => id)).toEqual([second.id]);
    expect((await chat(app, { sessionId: first.id })).status).toBe(401);
  });

  it('are used by a chat that names them, in both APIs', async () => {
    const app = await fixture.app({ RATE_LIMIT_REQUESTS: '1000' });
    const { id, lastSeenAt } = await opened(app);
    const answer = (await (await chat(app, { sessionId: id })).json()) as ChatResponse;
    expect(answer.sessionId).toBe(id);
    const body = { model: 'up/plain', messages: [{ role: 'user', content: 'Hi' }] };
    expect((await call(app, '/v1/chat/completions', { body, headers: { 'X-Session-Id': id } })).status).toBe(200);
    await eventually(async () => {
      await chat(app, { sessionId: id });
      if ((await list(app)).sessions[0]!.lastSeenAt <= lastSeenAt) throw new Error('not yet'); // to the second
    });
    const without = (await (await chat(app)).json()) as ChatResponse;
    expect(without.sessionId).toBeUndefined();
    expect((await list(app)).sessions).toHaveLength(1);
  });

  it('refuse a chat whose session has ended, and ask no model', async () => {
    const app = await fixture.app();
    const { id } = await opened(app);
    expect((await call(app, `/api/v1/sessions/${id}`, { method: 'DELETE' })).status).toBe(204);
    const asked = fixture.upstream.bodies.length;
    for (const sessionId of [id, 'never-opened']) {
      const refused = await chat(app, { sessionId });
      expect(refused.status).toBe(401);
      expect(refused.headers.get('www-authenticate')).toContain('Bearer');
      expect(((await refused.json()) as ErrorBody).error).toMatchObject({ code: 'session_ended', param: 'sessionId' });
    }
    const body = { model: 'up/plain', messages: [{ role: 'user', content: 'Hi' }], stream: true };
    const refused = await call(app, '/v1/chat/completions', { body, headers: { 'X-Session-Id': id } });
    expect([refused.status, await refused.json()]).toMatchObject([401, { error: { param: 'X-Session-Id' } }]);
    expect(fixture.upstream.bodies).toHaveLength(asked);
    expect((await call(app, `/api/v1/sessions/${id}`, { method: 'DELETE' })).status).toBe(404);
    expect((await call(app, `/api/v1/sessions/${id}/touch`, { method: 'POST' })).status).toBe(404);
  });

  it('end all at once', async () => {
    const app = await fixture.app();
    const { id } = await opened(app);
    await opened(app);
    expect((await call(app, `/api/v1/sessions/${id}/touch`, { method: 'POST' })).status).toBe(200);
    expect(await (await call(app, '/api/v1/sessions', { method: 'DELETE' })).json()).toEqual({ ended: 2 });
    expect(await list(app)).toMatchObject({ sessions: [] });
  });

  it('cost a chat no round trip of their own: limits and session are one command', async () => {
    const app = await fixture.app({ RATE_LIMIT_REQUESTS: '1000' });
    const { id } = await opened(app);
    await chat(app, { sessionId: id }); // Redis knows the combined script from here on
    const commandsOfChat = () =>
      fixture.commandsOf(async () => {
        expect((await chat(app, { sessionId: id })).status).toBe(200);
      });
    let commands = await commandsOfChat();
    // A process says every few seconds that it lives, and may do so just then; hardly twice in a row.
    if (commands.length > 1) commands = await commandsOfChat();
    expect(commands).toEqual(['evalsha']);
  });

  it('are gone with a Redis that was emptied, and nobody gets those of another', async () => {
    const app = await fixture.app();
    const { id } = await opened(app);
    await fixture.direct.flushall();
    const refused = await chat(app, { sessionId: id });
    expect(refused.status).toBe(401);
    expect((await list(app)).sessions).toEqual([]);
    expect(await opened(app)).toMatchObject({ id: expect.not.stringMatching(id) });
  });

  it('let the chat go on without Redis, with a warning, and open none', async () => {
    const app = await fixture.app();
    const { id } = await opened(app);
    await fixture.server.kill();
    try {
      const answer = await chat(app, { sessionId: id });
      expect(answer.status).toBe(200);
      expect(answer.headers.get('x-ratelimit-degraded')).toBe('local-share');
      expect((await answer.json()) as ChatResponse).toMatchObject({
        warnings: expect.arrayContaining(['session_unchecked', 'limits_degraded']),
      });
      const refused = await open(app);
      expect(refused.status).toBe(503);
      expect(((await refused.json()) as ErrorBody).error.code).toBe('storage_unavailable');
      const guess = await call(app, '/api/v1/models', { key: 'a-wrong-key-0123' });
      expect(guess.status).toBe(503);
      expect((await call(app, '/api/v1/models', { key: ALICE })).status).toBe(200);
    } finally {
      await fixture.server.startAgain();
    }
  });
});
