import { replyThenSilence, UpstreamServer } from '@app/testing';
import { Redis } from 'ioredis';
import { EvaluationWorker } from '../../../src/evaluations/evaluation-worker';
import { IdentityApp, type MadeKey } from '../identity/identity-app';
import { endpointEnv } from '../support/endpoint-env';
import { chatChunks } from '../support/wire-replies';

jest.setTimeout(60_000);

const PATH = '/api/v1/evaluations';
const SECRET = 'What is my salary of 4000 and 2000?';

describe('the owner of an evaluation', () => {
  let app: IdentityApp;
  let upstream: UpstreamServer;
  let redis: Redis;
  let owner: MadeKey;
  let colleague: MadeKey;
  let admin: MadeKey;
  let id: string;

  beforeAll(async () => {
    upstream = await UpstreamServer.start(replyThenSilence(...chatChunks([], ['6000']).slice(0, 2)));
    app = await IdentityApp.start(endpointEnv(upstream.url));
    redis = new Redis(app.stores.redisUrl!);
  }, 120_000);
  afterAll(async () => {
    redis.disconnect();
    await app.close();
    await upstream.close();
  });

  beforeEach(async () => {
    const organisationId = await app.organisation('ours');
    owner = await app.user('owner', ['user'], organisationId);
    colleague = await app.user('colleague', ['user', 'auditor', 'operator'], organisationId);
    admin = await app.user('admin', ['admin'], organisationId);
    id = await create(owner);
  });

  async function create({ key }: MadeKey): Promise<string> {
    const questions = [{ question: SECRET, answer: '6000' }];
    const { body } = await app.as<{ id: string }>(key, 'POST', PATH, { questions, strategies: ['direct'] });
    return body.id;
  }
  const statusFor = async ({ key }: Pick<MadeKey, 'key'>, method = 'GET', path = `/${id}`): Promise<number> =>
    (await app.as(key, method, PATH + path)).status;
  const listedFor = async ({ key }: Pick<MadeKey, 'key'>): Promise<string[]> => {
    const { body } = await app.as<{ evaluations: { id: string }[] }>(key, 'GET', PATH);
    return body.evaluations.map((evaluation) => evaluation.id);
  };
  const keysOf = (evaluation: string): Promise<string[]> => redis.keys(`sw:{${evaluation}}:*`);

  it('sees and cancels it, and a colleague does not', async () => {
    expect([await statusFor(owner), await listedFor(owner)]).toEqual([200, [id]]);
    expect([await statusFor(colleague), await listedFor(colleague)]).toEqual([404, []]);
    expect(await statusFor(colleague, 'POST', `/${id}/cancel`)).toBe(404);
    expect(await statusFor(owner, 'POST', `/${id}/cancel`)).toBe(202);
  });

  it('is told to administrators of the organisation, who see and cancel it too', async () => {
    const { body } = await app.as(admin.key, 'GET', `${PATH}/${id}`);
    expect(body).toMatchObject({ id, userId: owner.userId });
    expect(await listedFor(admin)).toEqual([id]);
    expect(await statusFor(admin, 'POST', `/${id}/cancel`)).toBe(202);
  });

  it('alone sees it where the key of an administrator was narrowed to chats', async () => {
    const narrowed = await app.key({ name: 'narrowed', userId: admin.userId, scopes: ['chat'] });
    expect([await statusFor(narrowed), await listedFor(narrowed)]).toEqual([404, []]);
  });

  it('is nobody for one of an earlier version: administrators alone see it', async () => {
    const key = `sw:{${id}}:evaluation:definition`;
    const { userId: _, ...earlier } = JSON.parse((await redis.get(key))!) as Record<string, unknown>;
    await redis.set(key, JSON.stringify(earlier), 'EX', 1_000);
    expect([await statusFor(owner), await listedFor(owner)]).toEqual([404, []]);
    expect([await statusFor(admin), await listedFor(admin)]).toEqual([200, [id]]);
  });

  it('gets it with everything that is kept of the owner, and nothing of others', async () => {
    const others = await create(colleague);
    const data = await fetch(`${app.url}/api/v1/privacy/users/me/data`, {
      headers: { authorization: `Bearer ${owner.key}` },
    });
    const lines = (await data.text()).split('\n').filter((line) => line.includes('"place":"evaluations"'));
    expect(lines.join('\n')).toContain(SECRET);
    expect(lines.join('\n')).toContain(id);
    expect(lines.join('\n')).not.toContain(others);
  });

  it('takes it along when everything of the owner is deleted, and what others made stays', async () => {
    const others = await create(colleague);
    const { body } = await app.as(admin.key, 'DELETE', `/api/v1/privacy/users/${owner.userId}/data`);
    expect(body).toMatchObject({ erased: { evaluations: 1 } });
    expect(await keysOf(id)).toEqual([]);
    expect(await listedFor(admin)).toEqual([others]);
    expect(await statusFor(admin)).toBe(404);
  });

  it('is forgotten while it runs: it stops, and its worker writes nothing more', async () => {
    const asked = upstream.exchanges.length;
    const run = app.running.app.get(EvaluationWorker).run(id, new AbortController().signal);
    while (upstream.exchanges.length === asked) await redis.ping();
    await app.as(admin.key, 'DELETE', `/api/v1/privacy/users/${owner.userId}/data`);
    await run;
    await upstream.exchanges[asked]!.closed;
    expect(await keysOf(id)).toEqual([]);
  });
});
