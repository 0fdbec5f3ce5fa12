import type { ErrorBody } from '@app/contracts';
import { replyJson, UpstreamServer } from '@app/testing';
import { bearer, IdentityApp, ROOT_KEY, type MadeKey } from '../identity/identity-app';
import { endpointEnv } from '../support/endpoint-env';
import { chatBody } from '../support/wire-replies';

jest.setTimeout(120_000);

/** Routes that take POST and have no need of a key, and why. */
const NEITHER_COST_NOR_CREATE: Readonly<Record<string, string>> = {
  '/api/v1/login': 'nobody is known yet, and a second login is a login of its own',
  '/api/v1/logout': 'what is over stays over',
  '/api/v1/chat/{id}/cancel': 'what is over stays over',
  '/api/v1/evaluations/{id}/cancel': 'what is over stays over',
  '/api/v1/cache/warmup/{id}/cancel': 'what is over stays over',
  '/api/v1/sessions/{id}/touch': 'says only that somebody is there',
  '/api/v1/cache/invalidate': 'what is gone stays gone',
  '/api/v1/queues/{name}/failed/{id}/retry': 'a job that runs again is refused: 409',
  '/api/v1/monitoring/anomalies/{id}/feedback': 'the last word counts, however often it is said',
  '/api/v1/monitoring/detect': 'computes, and keeps nothing',
};

const MESSAGES = [{ role: 'user', content: 'hello' }];

/** A request that each route takes. */
const BODIES: Readonly<Record<string, object>> = {
  '/api/v1/organisations': { name: 'Once' },
  '/api/v1/users': { name: 'Once', roles: ['user'] },
  '/api/v1/keys': { name: 'once' },
  '/api/v1/keys/{id}/rotate': { overlapSeconds: 60 },
  '/api/v1/sessions': {},
  '/api/v1/monitoring/metrics': { events: [{ name: 'shop.orders', value: 1 }] },
  '/api/v1/budgets': { name: 'once', subjectType: 'user', period: 'day', limitMicroUsd: 1_000_000 },
  '/api/v1/chat': { message: 'hello' },
  '/v1/chat/completions': { model: 'up/plain', messages: MESSAGES },
  '/api/v1/conversations': { title: 'once' },
  '/api/v1/conversations/import': { jsonl: '{"role":"user","content":"hello"}' },
  '/api/v1/conversations/{id}/messages': { messages: MESSAGES },
  '/api/v1/conversations/{id}/fork': {},
  '/api/v1/evaluations': { name: 'once', questions: [{ question: '2 + 2?', answer: '4' }], strategies: ['direct'] },
  '/api/v1/cache/warmup': { source: 'list', questions: [{ message: 'hello' }] },
};

interface Operation {
  parameters?: { name: string; in: string }[];
}

describe('the routes that cost or create', () => {
  let app: IdentityApp;
  let upstream: UpstreamServer;
  let posts: Record<string, Operation>;
  let admin: MadeKey;

  beforeAll(async () => {
    upstream = await UpstreamServer.start(replyJson(chatBody(undefined, '4')));
    app = await IdentityApp.start(endpointEnv(upstream.url));
    const { body } = await app.as<{ paths: Record<string, { post?: Operation }> }>(
      ROOT_KEY,
      'GET',
      '/docs/openapi.json',
    );
    posts = Object.fromEntries(
      Object.entries(body.paths).flatMap(([path, { post }]) => (post === undefined ? [] : [[path, post]])),
    );
    admin = await app.user('Once', ['admin'], 'org_local');
  });
  afterAll(async () => {
    await app.close();
    await upstream.close();
  });

  it('all honour Idempotency-Key', () => {
    const without = Object.entries(posts).filter(([, { parameters = [] }]) =>
      parameters.every((parameter) => parameter.name !== 'Idempotency-Key'),
    );
    expect(without.map(([path]) => path).sort()).toEqual(Object.keys(NEITHER_COST_NOR_CREATE).sort());
    const honoured = Object.keys(posts).filter((path) => !(path in NEITHER_COST_NOR_CREATE));
    expect(honoured.sort()).toEqual(Object.keys(BODIES).sort());
  });

  /** The route with the id of something that was made for it. */
  async function pathOf(route: string): Promise<string> {
    if (!route.includes('{id}')) return route;
    if (route.includes('/keys/'))
      return route.replace('{id}', (await app.key({ name: 'old', userId: admin.userId })).id);
    const made = await app.as<{ id: string }>(admin.key, 'POST', '/api/v1/conversations', { messages: MESSAGES });
    return route.replace('{id}', made.body.id);
  }

  it.each(Object.entries(BODIES))('POST %s happens once under one key', async (route, body) => {
    const path = await pathOf(route);
    const once = { ...bearer(admin.key), 'idempotency-key': `once ${route}`.replace(/ /g, '') };
    const first = await app.as(once, 'POST', path, body);
    const again = await app.as(once, 'POST', path, body);
    expect(first.status).toBeLessThan(300);
    expect(again).toMatchObject({ status: first.status, body: first.body });
    expect([first, again].map((answer) => answer.headers.get('idempotent-replayed'))).toEqual([null, 'true']);
  });

  it('give a new API key again to the credential that made it, and to no other one of the user', async () => {
    const narrowed = await app.key({ name: 'narrow', userId: admin.userId, scopes: ['admin'] });
    const make = (key: string) =>
      app.as<MadeKey>({ ...bearer(key), 'idempotency-key': 'new-key' }, 'POST', '/api/v1/keys', { name: 'whole' });
    const first = await make(admin.key);
    expect((await make(admin.key)).body.key).toBe(first.body.key);
    const other = await make(narrowed.key);
    expect(other.headers.get('idempotent-replayed')).toBeNull();
    expect(JSON.stringify(other.body)).not.toContain(first.body.key);
  });

  it('refuse another body under the key of a budget', async () => {
    const once = { ...bearer(admin.key), 'idempotency-key': 'budget' };
    const body = { ...BODIES['/api/v1/budgets'], name: 'first' };
    expect((await app.as(once, 'POST', '/api/v1/budgets', body)).status).toBe(201);
    const other = await app.as<ErrorBody>(once, 'POST', '/api/v1/budgets', { ...body, name: 'other' });
    expect(other).toMatchObject({ status: 422, body: { error: { code: 'idempotency_key_reused' } } });
  });
});
