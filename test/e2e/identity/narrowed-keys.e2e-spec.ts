import type { ErrorBody } from '@app/contracts';
import { replyJson, UpstreamServer } from '@app/testing';
import { endpointEnv } from '../support/endpoint-env';
import { chatBody } from '../support/wire-replies';
import { IdentityApp, ROOT_KEY } from './identity-app';

jest.setTimeout(60_000);

const DIRECT = { reasoning: { strategy: 'direct' } };

describe('a key that is narrowed to models', () => {
  let upstream: UpstreamServer;
  let app: IdentityApp;
  let key: string;

  beforeAll(async () => {
    upstream = await UpstreamServer.start(replyJson(chatBody(undefined, '4')));
    app = await IdentityApp.start(endpointEnv(upstream.url));
    ({ key } = await app.key({ name: 'narrow', allowedModels: ['up/thinker'] }));
  }, 120_000);
  afterAll(async () => {
    await app.close();
    await upstream.close();
  });

  const chat = (body: object) =>
    app.as<{ model: string } & ErrorBody>(key, 'POST', '/api/v1/chat', { message: '2+2?', ...DIRECT, ...body });

  it('sees these models and no others', async () => {
    const own = await app.as<{ models: { id: string }[] }>(key, 'GET', '/api/v1/models');
    expect(own.body.models.map(({ id }) => id)).toEqual(['up/thinker']);
    const openai = await app.as<{ data: { id: string }[] }>(key, 'GET', '/v1/models');
    expect(openai.body.data.map(({ id }) => id)).toEqual(['auto', 'up/thinker']);
    expect((await app.as(key, 'GET', '/v1/models/up%2Fthinker')).status).toBe(200);
    expect((await app.as(key, 'GET', '/v1/models/up/plain')).status).toBe(404);
    expect((await app.as(ROOT_KEY, 'GET', '/v1/models/up/plain')).status).toBe(200);
  });

  it('is answered by them, and by one of them where it leaves the choice', async () => {
    expect(await chat({ model: 'thinker' })).toMatchObject({ status: 200, body: { model: 'up/thinker' } });
    expect(await chat({ model: 'auto' })).toMatchObject({ status: 200, body: { model: 'up/thinker' } });
    expect(await chat({})).toMatchObject({ status: 200, body: { model: 'up/thinker' } });
  });

  it('gets the answer of a model that is not there for any other, in every dialect, and nothing is asked upstream', async () => {
    const asked = upstream.exchanges.length;
    const [forbidden, absent] = [await chat({ model: 'up/plain' }), await chat({ model: 'no-such-model' })];
    expect(forbidden).toMatchObject({ status: 404, body: { error: { code: 'model_not_found', param: 'model' } } });
    expect(absent.body.error.message).toBe(forbidden.body.error.message);
    const completion = await app.as<ErrorBody>(key, 'POST', '/v1/chat/completions', {
      model: 'up/plain',
      messages: [{ role: 'user', content: '2+2?' }],
    });
    expect(completion).toMatchObject({ status: 404, body: { error: { code: 'model_not_found' } } });
    const evaluation = await app.as<ErrorBody>(key, 'POST', '/api/v1/evaluations', {
      questions: [{ question: '2+2?', answer: '4' }],
      models: ['up/plain'],
    });
    expect(evaluation).toMatchObject({ status: 404, body: { error: { param: 'models[0]' } } });
    expect(upstream.exchanges).toHaveLength(asked);
  });
});
