import { RedisStore } from '@app/storage';
import { replyJson, UpstreamServer } from '@app/testing';
import { QuestionTracker } from '../../../src/cache/question-tracker';
import { eventually } from '../../integration/storage/store-fixture';
import { IdentityApp, ROOT_KEY, type MadeKey } from '../identity/identity-app';
import { endpointEnv } from '../support/endpoint-env';
import { chatBody } from '../support/wire-replies';

jest.setTimeout(120_000);

interface MostAsked {
  questions: { key: string; question?: string; userId: string; scope: string; asked: number; answer?: object }[];
  tracked: string;
}

describe('the questions that are asked most', () => {
  let upstream: UpstreamServer;
  let app: IdentityApp;
  let alice: MadeKey;
  let operator: MadeKey;
  let foreign: MadeKey;

  beforeAll(async () => {
    upstream = await UpstreamServer.start(replyJson(chatBody(undefined, 'Final Answer: 10')));
    app = await IdentityApp.start({
      ...endpointEnv(upstream.url),
      CACHE_ENABLED: 'true',
      CACHE_WIDEST_SCOPE: 'global',
      RATE_LIMIT_ENABLED: 'false',
      RUN_JOBS: 'false',
    });
    await eventually(() => expect(app.running.app.get(RedisStore).isReady).toBe(true));
    const ours = await app.organisation('ours');
    alice = await app.user('alice', ['user'], ours);
    operator = await app.user('operator', ['operator'], ours);
    foreign = await app.user('foreign', ['operator'], await app.organisation('theirs'));
    await ask(alice, 'of alice alone', 4);
    await ask(alice, 'of all\n of us', 3, { scope: 'organisation' });
    await ask(operator, 'of all\n of us', 3, { scope: 'organisation' });
    await ask(operator, 'of the operator', 1);
    await ask(operator, 'kept out', 5, { mode: 'bypass' });
    await ask(alice, 'of everybody', 5, { scope: 'global' });
    await ask(foreign, 'foreign', 9);
    await app.running.app.get(QuestionTracker).flush();
  });
  afterAll(async () => {
    await app.close();
    await upstream.close();
  });

  const ask = async ({ key }: MadeKey, message: string, times: number, cache = {}): Promise<void> => {
    for (let i = 0; i < times; i++) {
      const { status } = await app.as(key, 'POST', '/api/v1/chat', { message, cache });
      expect(status).toBe(200);
    }
  };
  const list = async ({ key }: MadeKey, query = ''): Promise<MostAsked> => {
    const answer = await app.as<MostAsked>(key, 'GET', `/api/v1/cache/popular${query}`);
    expect(answer.status).toBe(200);
    return answer.body;
  };

  it('come with how often, by whom, and their stored answer; those of others as a count alone', async () => {
    const { questions, ...more } = await list(operator);
    expect(more).toEqual({ tracked: 'all', halfLifeMs: 86_400_000 });
    const facts = { model: 'up/plain', overcount: 0, lastAskedAt: expect.any(Number) as number };
    expect(questions).toMatchObject([
      { ...facts, scope: 'organisation', userId: operator.userId, question: 'of all of us' },
      { ...facts, scope: 'user', userId: alice.userId },
      { ...facts, scope: 'user', userId: operator.userId, question: 'of the operator' },
    ]);
    expect(questions.map(({ asked }) => Math.round(asked))).toEqual([6, 4, 1]);
    expect(questions[1]).not.toHaveProperty('question');
    for (const { key, answer } of questions) expect(answer).toMatchObject({ key, freshness: 'fresh' });
    expect((await list(operator, '?limit=1')).questions.map(({ key }) => key)).toEqual([questions[0]?.key]);
  });

  it('say so when their answer is stored no more', async () => {
    const [first] = (await list(operator)).questions;
    await app.as(operator.key, 'POST', '/api/v1/cache/invalidate', { key: first!.key });
    const [same, next] = (await list(operator)).questions;
    expect(same).not.toHaveProperty('answer');
    expect(same).toMatchObject({ key: first!.key, model: 'up/plain' });
    expect(next).toHaveProperty('answer');
  });

  it('are those of the own organisation, for operators', async () => {
    expect((await list(foreign)).questions.map(({ question }) => question)).toEqual(['foreign']);
    expect((await app.as(alice.key, 'GET', '/api/v1/cache/popular')).status).toBe(403);
    for (const limit of ['0', '201', 'x']) {
      expect((await app.as(operator.key, 'GET', `/api/v1/cache/popular?limit=${limit}`)).status).toBe(400);
    }
  });

  it('are gone when their user is forgotten', async () => {
    const erased = await app.as(ROOT_KEY, 'DELETE', `/api/v1/privacy/users/${alice.userId}/data`);
    expect(erased.status).toBe(200);
    expect((await list(operator)).questions.map(({ userId }) => userId)).toEqual([operator.userId, operator.userId]);
  });
});
