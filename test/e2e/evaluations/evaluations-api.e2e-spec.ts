import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedStores, type EmbeddedStores } from '@app/embedded';
import type { EvaluationReport } from '@app/evaluation';
import { UpstreamServer, type UpstreamScript } from '@app/testing';
import { Redis } from 'ioredis';
import { EvaluationWorker, WorkerStops } from '../../../src/evaluations/evaluation-worker';
import { JobRunner } from '../../../src/jobs/job-runner';
import { endpointEnv } from '../support/endpoint-env';
import { startApp, type RunningApp } from '../support/running-app';
import { chatChunks } from '../support/wire-replies';
import { answerSum, questionOf, sumsFile } from './sums-upstream';

jest.setTimeout(60_000);

interface Evaluation {
  id: string;
  status: string;
  progress: { done: number; total: number; right: number; errors: number };
  report?: EvaluationReport;
  error?: { code: string; message: string };
}

const sums = (count: number) =>
  Array.from({ length: count }, (_, i) => ({ question: `What is ${i} + 7?`, answer: String(i + 7) }));

const judged = (first: object, second: object) => ({ model: 'up/plain', compare: { first, second } });

describe('POST /api/v1/evaluations', () => {
  let folder: string;
  let stores: EmbeddedStores;
  let redis: Redis;
  let upstream: UpstreamServer;
  let script: UpstreamScript;
  let running: RunningApp;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'stepwise-'));
    stores = await startEmbeddedStores({
      dataDir: folder,
      needRedis: true,
      needPostgres: false,
      onProgress: () => undefined,
    });
    redis = new Redis(stores.redisUrl!);
    upstream = await UpstreamServer.start((exchange) => script(exchange));
    writeFileSync(join(folder, 'sums.jsonl'), sumsFile(20));
    writeFileSync(join(folder, '..', 'stepwise-secret.jsonl'), sumsFile(1));
    symlinkSync(join(folder, '..', 'stepwise-secret.jsonl'), join(folder, 'linked.jsonl'));
  }, 120_000);

  beforeEach(async () => {
    await redis.flushall();
    script = answerSum;
    upstream.exchanges.length = 0;
    running = await startApp({
      REDIS_URL: stores.redisUrl!,
      PROVIDER_CHECK_INTERVAL: '0',
      EVALUATION_DATASETS_DIR: folder,
      ...endpointEnv(upstream.url),
    });
    while ((await fetch(`${running.url}/api/v1/evaluations`)).status === 503);
  });

  afterEach(() => running.close());

  afterAll(async () => {
    redis.disconnect();
    await upstream.close();
    await stores.stop();
    rmSync(folder, { recursive: true, force: true });
    rmSync(join(folder, '..', 'stepwise-secret.jsonl'));
  });

  const work = () => running.app.get(JobRunner).start();
  const call = async (method: string, path: string, body?: object): Promise<{ status: number; body: Evaluation }> => {
    const response = await fetch(`${running.url}/api/v1/evaluations${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    });
    return { status: response.status, body: (await response.json()) as Evaluation };
  };
  const create = async (body: object): Promise<string> => (await call('POST', '', body)).body.id;
  const until = async (id: string, holds: (evaluation: Evaluation) => boolean): Promise<Evaluation> => {
    for (;;) {
      const { body } = await call('GET', `/${id}`);
      if (holds(body)) return body;
    }
  };
  const over = (id: string) => until(id, ({ status }) => status !== 'queued' && status !== 'running');

  it('takes questions on, runs them in the background and gives the report', async () => {
    work();
    const { status, body } = await call('POST', '', { name: 'sums', questions: sums(6) });
    expect(status).toBe(202);
    expect(body).toMatchObject({
      id: expect.stringMatching(/^eval_/),
      name: 'sums',
      status: 'queued',
      questions: 6,
      models: ['up/plain'],
      strategies: ['direct', 'cot'],
      progress: { done: 0, total: 12, right: 0, errors: 0 },
    });

    const done = await over(body.id);

    expect(done).toMatchObject({ status: 'done', progress: { done: 12, total: 12, right: 9, errors: 0 } });
    expect(done.report!.runs.map(({ strategy, accuracy }) => [strategy, accuracy.count])).toEqual([
      ['direct', 3],
      ['cot', 6],
    ]);
    const { evaluations } = (await call('GET', '')).body as unknown as { evaluations: Evaluation[] };
    expect(evaluations).toMatchObject([{ id: body.id, status: 'done' }]);
    expect(evaluations[0]).not.toHaveProperty('report');
    const metrics = await (await fetch(`${running.url}/metrics`)).text();
    expect(metrics).toMatch(/stepwise_evaluation_answers_total\{verdict="right"\} \d+/);
    expect(await redis.ttl(`sw:{${body.id}}:evaluation:records`)).toBeGreaterThan(6 * 24 * 3600);
  });

  it('draws from a file of the folder, and lets a judge score', async () => {
    work();
    script = async (exchange) => {
      if (!questionOf(exchange).startsWith('You judge')) return answerSum(exchange);
      exchange.begin();
      await exchange.events(...chatChunks([], ['1: 5 4']));
      exchange.end();
    };
    const id = await create({
      dataset: 'sums.jsonl',
      limit: 4,
      strategies: ['cot'],
      judge: { model: 'up/plain', limit: 3 },
    });

    const { report } = await over(id);

    expect(report).toMatchObject({ questions: 4, judge: { ratings: [{ answers: 3, clarity: { value: 5 } }] } });
  });

  it('lets a judge compare two runs without telling it which is which', async () => {
    work();
    script = async (exchange) => {
      const question = questionOf(exchange);
      if (!/^You (?:judge|compare)/.test(question)) return answerSum(exchange);
      const better = question.includes('Solution A\nStep 1') ? 'A' : 'B';
      exchange.begin();
      await exchange.events(...chatChunks([], [question.startsWith('You compare') ? better : '1: 4 4']));
      exchange.end();
    };
    const compare = { first: { strategy: 'direct' }, second: { strategy: 'cot' } };
    const id = await create({ questions: sums(6), judge: { model: 'up/plain', compare } });

    const { report } = await over(id);

    expect(report!.judge!.preferences).toMatchObject([
      { ...compare, firstPreferred: 0, secondPreferred: 6, shownAsAPreferred: { count: 3, of: 6 }, errors: 0 },
    ]);
  });

  it.each(['../stepwise-secret.jsonl', '/etc/passwd', 'linked.jsonl', 'none.jsonl', '..', '.'])(
    'reads no file outside of the folder: %s',
    async (dataset) => {
      expect(await call('POST', '', { dataset })).toMatchObject({
        status: 400,
        body: { error: { code: 'invalid_parameter', param: 'dataset' } },
      });
    },
  );

  it.each([
    [{}, 'missing_parameter', 'questions'],
    [{ questions: [] }, 'invalid_parameter', 'questions'],
    [{ questions: sums(1), dataset: 'sums.jsonl' }, 'invalid_parameter', 'dataset'],
    [{ questions: [{ question: ' ', answer: '1' }] }, 'invalid_parameter', 'questions[0].question'],
    [{ questions: [...sums(1), { id: '1', question: 'q', answer: '1' }] }, 'invalid_parameter', 'questions[1].id'],
    [{ questions: sums(1), models: ['up/plain', 'nope'] }, 'model_not_found', 'models[1]'],
    [{ questions: sums(1), judge: { model: 'nope' } }, 'model_not_found', 'judge.model'],
    [{ questions: sums(1), judge: judged({}, { strategy: 'cot' }) }, 'invalid_parameter', 'judge.compare.first'],
    [
      { questions: sums(1), judge: judged({ strategy: 'cot' }, { strategy: 'native' }) },
      'invalid_parameter',
      'judge.compare.second',
    ],
    [
      { questions: sums(1), judge: judged({ strategy: 'cot' }, { strategy: 'cot' }) },
      'invalid_parameter',
      'judge.compare.second',
    ],
    [{ questions: sums(1), judge: judged({ model: 'nope' }, {}) }, 'model_not_found', 'judge.compare.first.model'],
    [{ questions: sums(1), strategies: ['magic'] }, 'invalid_parameter', 'strategies'],
    [{ questions: sums(1), file: '/etc/passwd' }, 'unknown_parameter', 'file'],
  ])('refuses %j by name', async (body, code, param) => {
    expect((await call('POST', '', body)).body).toMatchObject({ error: { code, param } });
  });

  it('cancels a running evaluation within a second, down to the provider, and keeps what is answered', async () => {
    work();
    let answered = 0;
    script = async (exchange) => {
      if (answered++ < 2) return answerSum(exchange);
      await exchange.closed;
    };
    const id = await create({ questions: sums(8), strategies: ['cot'], concurrency: 1 });
    await until(id, ({ progress }) => progress.done === 2);
    while (upstream.exchanges.length < 3) await redis.ping();

    const began = performance.now();
    expect((await call('POST', `/${id}/cancel`)).status).toBe(202);
    await upstream.exchanges[2]!.closed;
    const tookMs = performance.now() - began;

    expect(await over(id)).toMatchObject({
      status: 'cancelled',
      report: { complete: false, runs: [{ questions: 2 }] },
    });
    expect(tookMs).toBeLessThan(1000);
    expect(await call('POST', `/${id}/cancel`)).toMatchObject({ status: 409, body: { error: { code: 'conflict' } } });
  });

  it('cancels one that waits, which then never runs', async () => {
    const id = await create({ questions: sums(2) });
    expect((await call('POST', `/${id}/cancel`)).body.status).toBe('cancelled');
    const next = await create({ questions: sums(1) });

    work();
    await over(next);

    expect(upstream.exchanges).toHaveLength(2);
  });

  it('goes on where a worker stopped, asking nothing twice', async () => {
    const id = await create({ questions: sums(6), strategies: ['cot'], concurrency: 1 });
    const worker = running.app.get(EvaluationWorker);
    const stop = new AbortController();
    let answered = 0;
    script = async (exchange) => {
      if (answered++ === 3) stop.abort(new WorkerStops());
      else await answerSum(exchange);
      if (stop.signal.aborted) await exchange.closed;
    };
    await expect(worker.run(id, stop.signal)).rejects.toThrow(WorkerStops);
    expect((await call('GET', `/${id}`)).body).toMatchObject({ status: 'running' });
    script = answerSum;

    await worker.run(id, new AbortController().signal);

    expect((await call('GET', `/${id}`)).body).toMatchObject({ status: 'done', progress: { done: 6 } });
    expect(upstream.exchanges).toHaveLength(4 + 3);
  });

  it('shows a running evaluation without a sign of life as failed', async () => {
    const id = await create({ questions: sums(1) });
    const state = {
      status: 'running',
      startedAt: 1,
      aliveAt: Date.now() - 100_000,
      progress: { done: 0, total: 2, right: 0, errors: 0 },
    };
    await redis.set(`sw:{${id}}:evaluation:state`, JSON.stringify(state));

    expect((await call('GET', `/${id}`)).body).toMatchObject({ status: 'failed', error: { code: 'worker_lost' } });
  });

  it('fails by what the provider refuses, in words', async () => {
    work();
    script = (exchange) => exchange.json({ error: { message: 'bad key sk-canary' } }, 401);
    const failed = await over(await create({ questions: sums(2) }));

    expect(failed).toMatchObject({ status: 'failed', error: { code: 'provider_auth_failed' } });
    expect(JSON.stringify(failed)).not.toContain('canary');
  });

  it('takes no more than ten on at a time', async () => {
    const answers = await Promise.all(Array.from({ length: 14 }, () => call('POST', '', { questions: sums(1) })));
    const taken = answers.filter(({ status }) => status === 202);

    expect(taken.length).toBeLessThanOrEqual(10);
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(14 - taken.length);
    expect((await call('GET', '')).body).toMatchObject({ evaluations: taken.map(() => ({ status: 'queued' })) });
  });

  it.each(['eval_none', 'x', '%2e%2e'])('knows no evaluation %s', async (id) => {
    expect((await call('GET', `/${id}`)).body).toMatchObject({ error: { code: 'not_found' } });
  });
});
