import { setTimeout as delay } from 'node:timers/promises';
import { UpstreamServer } from '@app/testing';
import { Client } from 'pg';
import { IdentityApp, type MadeKey } from '../identity/identity-app';
import { JobRunner } from '../../../src/jobs/job-runner';
import { endpointEnv } from '../support/endpoint-env';
import { answerSum } from './sums-upstream';

jest.setTimeout(60_000);

const PATH = '/api/v1/evaluations';
const QUESTIONS = 6;

describe('an evaluation and the limits of the key that asked for it', () => {
  let app: IdentityApp;
  let upstream: UpstreamServer;
  let sql: Client;
  let owner: MadeKey;
  let organisationId: string;
  let running = 0;
  let mostAtOnce = 0;

  beforeAll(async () => {
    upstream = await UpstreamServer.start(async (exchange) => {
      mostAtOnce = Math.max(mostAtOnce, ++running);
      await delay(50);
      await answerSum(exchange);
      running--;
    });
    app = await IdentityApp.start({
      ...endpointEnv(upstream.url),
      RATE_LIMIT_ENABLED: 'auto',
      RATE_LIMIT_READ_REQUESTS: '10000',
    });
    sql = new Client({ connectionString: app.stores.databaseUrl });
    await sql.connect();
    organisationId = await app.organisation('ours');
    owner = await app.user('owner', ['user'], organisationId);
    app.running.app.get(JobRunner).start();
  }, 120_000);
  afterAll(async () => {
    await sql.end();
    await app.close();
    await upstream.close();
  });

  async function evaluate({ key }: MadeKey) {
    const questions = Array.from({ length: QUESTIONS }, (_, i) => ({
      question: `What is ${i} + 7?`,
      answer: `${i + 7}`,
    }));
    const asked = { questions, strategies: ['direct'], concurrency: 4 };
    const { body } = await app.as<{ id: string }>(key, 'POST', PATH, asked);
    for (;;) {
      const { body: evaluation } = await app.as<Evaluation>(key, 'GET', `${PATH}/${body.id}`);
      if (evaluation.status === 'done') return evaluation;
      if (evaluation.status === 'failed') throw new Error(JSON.stringify(evaluation.error));
      await delay(100);
    }
  }

  it('runs no more at once than the key may, and asks all of it', async () => {
    const key = await app.key({ name: 'one at a time', userId: owner.userId, limits: { concurrentRequests: 1 } });
    mostAtOnce = 0;
    expect((await evaluate(key)).progress).toMatchObject({ done: QUESTIONS, errors: 0 });
    expect(mostAtOnce).toBe(1);
  });

  it('is charged to its owner and the key, so that budgets count it', async () => {
    const key = await app.key({ name: 'of the bill', userId: owner.userId });
    mostAtOnce = 0;
    await evaluate(key);
    expect(mostAtOnce).toBeGreaterThan(1); // no limit of this key holds it up
    const found = await sql.query<object>(
      'SELECT organisation_id AS "organisationId", user_id AS "userId" FROM stepwise.usage_calls WHERE key_id = $1',
      [key.id],
    );
    expect(found.rows).toEqual(Array.from({ length: QUESTIONS }, () => ({ organisationId, userId: owner.userId })));
  });
});

interface Evaluation {
  status: string;
  progress: { done: number; errors: number };
  error?: object;
}
