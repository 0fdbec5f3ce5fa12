import { RedisStore, RedisSubscriber } from '@app/storage';
import { Gate, replyJson, UpstreamServer } from '@app/testing';
import { CacheMetrics } from '../../../src/cache/cache-metrics';
import { QuestionTracker } from '../../../src/cache/question-tracker';
import { JobRunner } from '../../../src/jobs/job-runner';
import { eventually } from '../../integration/storage/store-fixture';
import { endpointEnv } from '../support/endpoint-env';
import { ask } from '../support/json-client';
import { startApp, type RunningApp } from '../support/running-app';
import { startSql, type SqlFixture } from '../support/sql-fixture';
import { chatBody } from '../support/wire-replies';
import { cacheOf, CachedChat } from './cached-chat';

jest.setTimeout(120_000);

interface Warmup {
  id: string;
  status: string;
  total: number;
  made: number;
  fresh: number;
  failed: number;
  costMicroUsd: number;
}

describe('warm-ups of the cache', () => {
  let stores: SqlFixture;
  let upstream: UpstreamServer;
  let running: RunningApp;
  let chat: CachedChat;

  beforeAll(async () => {
    stores = await startSql({ needRedis: true });
    upstream = await UpstreamServer.start();
    running = await startApp({
      ...endpointEnv(upstream.url),
      REDIS_URL: stores.redisUrl!,
      DATABASE_URL: stores.databaseUrl,
      CACHE_ENABLED: 'true',
      CACHE_WIDEST_SCOPE: 'organisation',
      PROVIDER_CHECK_INTERVAL: '0',
    });
    const { app } = running;
    await eventually(() =>
      expect([app.get(RedisStore).isReady, app.get(RedisSubscriber).isReady]).toEqual([true, true]),
    );
    app.get(JobRunner).start();
    chat = new CachedChat(running.url);
  });
  beforeEach(() => upstream.answer(replyJson(chatBody(undefined, 'Final Answer: 10'))));
  afterAll(async () => {
    await running.close();
    await upstream.close();
    await stores.remove();
  });

  const warm = async (body: object): Promise<Warmup> =>
    (await ask<Warmup>(`${running.url}/api/v1/cache/warmup`, 'POST', body)).body;
  const ended = async ({ id }: Warmup): Promise<Warmup> =>
    eventually(async () => {
      const { body } = await ask<Warmup>(`${running.url}/api/v1/cache/warmup/${id}`);
      if (['queued', 'running'].includes(body.status)) throw new Error('not yet');
      return body;
    });
  const invalidateAll = (): Promise<unknown> => ask(`${running.url}/api/v1/cache/invalidate`, 'POST', { all: true });

  it('make what is popular again after the cache was emptied, the most popular first, within the budget', async () => {
    for (const [message, times] of [
      ['popular', 5],
      ['less so', 3],
      ['rare', 1],
    ] as const) {
      for (let i = 0; i < times; i++) await chat.ask({ message });
    }
    await running.app.get(QuestionTracker).flush();
    await invalidateAll();
    const before = upstream.exchanges.length;
    const first = await ended(await warm({ source: 'popular', maxRequests: 2, concurrency: 1 }));
    expect(first).toMatchObject({ status: 'budget', total: 3, made: 2, fresh: 0, failed: 0, costMicroUsd: 228 });
    expect(upstream.exchanges.length - before).toBe(2);
    expect(cacheOf(await chat.ask({ message: 'popular', cache: { mode: 'only' } }))).toMatch(/^HIT/);
    expect(cacheOf(await chat.ask({ message: 'less so', cache: { mode: 'only' } }))).toMatch(/^HIT/);
    expect((await chat.post('/api/v1/chat', { message: 'rare', cache: { mode: 'only' } })).status).toBe(504);
    const second = await ended(await warm({ source: 'recent' }));
    expect(second).toMatchObject({ status: 'finished', made: 1, fresh: 2 });
    const cheap = await ended(await warm({ source: 'popular', maxCostMicroUsd: 1 }));
    expect(cheap).toMatchObject({ status: 'finished', made: 0, fresh: 3 });
  });

  it('leave out what never had an answer', async () => {
    upstream.answer(replyJson({ error: { message: 'no' } }, 400));
    for (let i = 0; i < 3; i++) {
      const { status } = await chat.post('/api/v1/chat', { message: 'never answered' });
      expect(status).toBeGreaterThanOrEqual(400);
    }
    upstream.answer(replyJson(chatBody(undefined, 'Final Answer: 10')));
    await chat.ask({ message: 'answered' });
    await running.app.get(QuestionTracker).flush();
    expect(await ended(await warm({ source: 'recent', limit: 1 }))).toMatchObject({ total: 1, fresh: 1 });
    expect(await ended(await warm({ source: 'popular' }))).toMatchObject({ total: 4, made: 0, failed: 0 });
  });

  it('leave out what is answered and never stored', async () => {
    upstream.answer(replyJson(chatBody(undefined, 'Final Answer: 1', 'length')));
    for (let i = 0; i < 2; i++) await chat.ask({ message: 'cut off', maxOutputTokens: 3 });
    await running.app.get(QuestionTracker).flush();
    expect(await ended(await warm({ source: 'popular' }))).toMatchObject({ total: 4, made: 0, failed: 0 });
  });

  it('are no hits, misses or savings of anybody', async () => {
    const questions = [{ message: 'counted' }, { message: 'warmed' }];
    await chat.ask({ message: 'counted' });
    const { counts } = running.app.get(CacheMetrics);
    const { stored: _stored, notStored: _notStored, ...before } = counts; // what is kept is told after the answer
    expect(await ended(await warm({ source: 'list', questions }))).toMatchObject({ made: 1, fresh: 1 });
    expect(counts).toMatchObject(before);
  });

  it('take a list, for all of the organisation where it says so, and count what fails', async () => {
    upstream.answer(
      replyJson(chatBody(undefined, 'Final Answer: 1')),
      replyJson({ error: { message: 'no' } }, 400),
      replyJson(chatBody(undefined, 'Final Answer: 2')),
    );
    const questions = [
      { message: 'listed', scope: 'organisation' },
      { message: 'refused' },
      { message: 'own', tags: ['warm'] },
    ];
    const done = await ended(await warm({ source: 'list', questions, concurrency: 1 }));
    expect(done).toMatchObject({ status: 'finished', total: 3, made: 2, failed: 1, lastError: 'provider_rejected' });
    expect(cacheOf(await chat.ask({ message: 'listed', cache: { scope: 'organisation' } }))).toMatch(/^HIT/);
    expect(cacheOf(await chat.ask({ message: 'own' }))).toMatch(/^HIT/);
    const wrong = await ask(`${running.url}/api/v1/cache/warmup`, 'POST', { source: 'list' });
    expect([wrong.status, wrong.body]).toMatchObject([400, { error: { param: 'questions' } }]);
    expect((await ask(`${running.url}/api/v1/cache/warmup/warmup_0`)).status).toBe(404);
  });

  it('are the same one when asked for again meanwhile, and can be stopped', async () => {
    const gate = new Gate();
    upstream.answer(async (exchange) => {
      await gate.passed;
      exchange.json(chatBody(undefined, 'Final Answer: 3'));
    });
    const body = { source: 'list', concurrency: 1, questions: [{ message: 'slow 1' }, { message: 'slow 2' }] };
    const arrived = upstream.nextExchange();
    const first = await warm(body);
    await arrived;
    expect((await warm(body)).id).toBe(first.id);
    const cancelled = await ask(`${running.url}/api/v1/cache/warmup/${first.id}/cancel`, 'POST');
    expect(cancelled.status).toBe(200);
    gate.open();
    expect(await ended(first)).toMatchObject({ status: 'cancelled', made: 1 });
    expect((await ask(`${running.url}/api/v1/cache/warmup/${first.id}/cancel`, 'POST')).status).toBe(409);
    expect((await warm(body)).id).not.toBe(first.id);
  });

  it('are one when many ask for the same at once, in whatever order its members are', async () => {
    const gate = new Gate();
    upstream.answer(async (exchange) => {
      await gate.passed;
      exchange.json(chatBody(undefined, 'Final Answer: 4'));
    });
    const question = { message: 'at once', model: 'up/plain' };
    const bodies = Array.from({ length: 10 }, (_, i) =>
      i % 2 === 0
        ? { source: 'list', questions: [question], limit: 1 }
        : { questions: [{ model: question.model, message: question.message }], source: 'list' },
    );
    const begun = await Promise.all(bodies.map((body) => warm(body)));
    const { body: listed } = await ask<(Warmup & { limit: number; source: string })[]>(
      `${running.url}/api/v1/cache/warmup`,
    );
    gate.open();
    expect(new Set(begun.map(({ id }) => id)).size).toBe(1);
    expect(listed.filter(({ limit, source }) => limit === 1 && source === 'list')).toHaveLength(1);
    await ended(begun[0]!);
  });

  it('make what is stale anew within their budget, and count it', async () => {
    const questions = Array.from({ length: 5 }, (_, i) => ({ message: `stale ${i}` }));
    for (const { message } of questions) await chat.ask({ message, cache: { ttlSeconds: 1 } });
    await eventually(async () => {
      const { body } = await ask<{ keys: { freshness: string }[] }>(`${running.url}/api/v1/cache/keys?limit=1000`);
      expect(body.keys.filter(({ freshness }) => freshness === 'stale')).toHaveLength(5);
    });
    const before = upstream.exchanges.length;
    const done = await ended(await warm({ source: 'list', questions, maxRequests: 2, concurrency: 1 }));
    expect(done).toMatchObject({ status: 'budget', made: 2, fresh: 0 });
    expect(upstream.exchanges.length - before).toBe(2);
  });
});
