import { RedisStore, RedisSubscriber } from '@app/storage';
import { replyEvents, replyJson, replyThenCut, UpstreamServer } from '@app/testing';
import { eventually } from '../../integration/storage/store-fixture';
import { RedisProcess } from '../../redis-servers/redis-process';
import { endpointEnv } from '../support/endpoint-env';
import { startApp, type RunningApp } from '../support/running-app';
import { chatBody, chatChunks } from '../support/wire-replies';
import { cacheOf, CachedChat } from './cached-chat';

const COT_REPLY = 'Thought: 3 * 4 = 12\nThought: 12 - 2 = 10\nFinal Answer: 10';

describe('the response cache', () => {
  let server: RedisProcess;
  let upstream: UpstreamServer;
  let apps: RunningApp[];
  let one: CachedChat;
  let other: CachedChat;
  let questions = 0;

  beforeAll(async () => {
    server = await RedisProcess.start();
    upstream = await UpstreamServer.start();
    const env = { ...endpointEnv(upstream.url), REDIS_URL: server.url, CACHE_ENABLED: 'true', RUN_JOBS: 'false' };
    apps = [await startApp(env), await startApp(env)];
    for (const { app } of apps) {
      await eventually(() =>
        expect([app.get(RedisStore).isReady, app.get(RedisSubscriber).isReady]).toEqual([true, true]),
      );
    }
    [one, other] = apps.map(({ url }) => new CachedChat(url)) as [CachedChat, CachedChat];
  });
  afterAll(async () => {
    for (const app of apps) await app.close();
    await upstream.close();
    await server.remove();
  });

  const newQuestion = (): string => `question ${++questions}`;
  const asked = (): number => upstream.exchanges.length;

  it('gives the answer of the same question again, from memory, and in another process from Redis', async () => {
    upstream.answer(replyJson(chatBody(undefined, COT_REPLY)));
    const message = newQuestion();
    const made = await one.ask({ message });
    expect(cacheOf(made)).toBe('MISS miss -');
    const before = asked();
    const fromMemory = await one.askMemory({ message });
    const fromRedis = await other.ask({ messages: [{ role: 'user', content: message }] });
    expect(asked()).toBe(before);
    expect(cacheOf(fromRedis)).toBe('HIT hit redis');
    expect(fromRedis.response.headers.get('server-timing')).toMatch(/, redis;dur=(?!0$)[\d.]+$/);
    expect(fromMemory.response.headers.get('age')).toBe('0');
    expect(fromMemory.body.id).not.toBe(made.body.id);
    expect(fromMemory.body.cache.ageMs).toBeGreaterThanOrEqual(0);
    expect(fromMemory.body.timings.upstreamMs).toBe(0);
    expect(fromMemory.body.usage).toEqual({ inputTokens: 12, outputTokens: 9, costMicroUsd: 0 });
    expect(fromMemory.body.cache.savedMicroUsd).toBe(made.body.usage.costMicroUsd);
    expect(made.body.usage.costMicroUsd).toBeGreaterThan(0);
    const { id: _id, cache: _cache, timings: _timings, usage: _usage, ...same } = made.body;
    expect(fromMemory.body).toMatchObject(same);
    expect(fromRedis.body).toMatchObject(same);
  });

  it('replays a stream with its steps, event for event, also what was asked whole', async () => {
    upstream.answer(replyEvents(...chatChunks(['3 * 4', ' = 12'], ['1', '0'])));
    const message = newQuestion();
    const model = 'up/thinker';
    const live = await one.stream({ message, model });
    expect(live.response.headers.get('x-cache')).toBe('MISS');
    for (const app of [one, other]) {
      const replayed = await app.stream({ message, model });
      expect(replayed.response.headers.get('x-cache')).toBe('HIT');
      const [start, ...steps] = replayed.events.slice(0, -1);
      expect(steps).toEqual(live.events.slice(1, -1));
      expect(start?.data['id']).not.toBe(live.events[0]?.data['id']);
      expect(replayed.events.at(-1)?.data).toMatchObject({ finalAnswer: '10', cache: { status: 'hit' } });
    }
    await one.askMemory({ message, model });
    const hidden = await one.stream({ message, model, reasoning: { show: false } });
    expect(hidden.events.map(({ event }) => event)).toEqual(['start', 'answer-delta', 'answer-delta', 'finish']);
    expect(JSON.stringify(hidden.events)).not.toContain('3 * 4');
  });

  it('does what the request says of it', async () => {
    upstream.answer(replyJson(chatBody(undefined, COT_REPLY)));
    const message = newQuestion();
    const absent = await one.post('/api/v1/chat', { message, cache: { mode: 'only' } });
    expect([absent.status, ((await absent.json()) as { error: { code: string } }).error.code]).toEqual([
      504,
      'cache_miss',
    ]);
    const statuses: string[] = [];
    for (const cache of [{ mode: 'bypass' }, {}, { mode: 'refresh' }, { mode: 'only' }, { mode: 'bypass' }]) {
      statuses.push((await one.ask({ message, cache })).body.cache.status);
    }
    expect(statuses).toEqual(['bypass', 'miss', 'miss', 'hit', 'bypass']);
    expect(cacheOf(await one.ask({ message }, { 'Cache-Control': 'no-store' }))).toBe('BYPASS bypass -');
    expect(cacheOf(await one.ask({ message }, { 'Cache-Control': 'no-cache' }))).toBe('MISS miss -');
    await one.askMemory({ message }, { 'X-Cache-Mode': 'only' });
    const scope = await one.post('/api/v1/chat', { message, cache: { scope: 'global' } });
    expect(scope.status).toBe(400);
    expect(await scope.json()).toMatchObject({ error: { param: 'cache.scope' } });
  });

  it('serves OpenAI clients too, streamed and whole', async () => {
    upstream.answer(replyJson(chatBody(undefined, 'ten')));
    const body = {
      model: 'up/plain',
      messages: [{ role: 'user', content: newQuestion() }],
      reasoning: { strategy: 'direct' },
    };
    const made = await one.post('/v1/chat/completions', body);
    expect(made.headers.get('x-cache')).toBe('MISS');
    const found = await one.post('/v1/chat/completions', body);
    expect([found.headers.get('x-cache'), found.headers.get('age')]).toEqual(['HIT', '0']);
    expect(await found.json()).toMatchObject({
      choices: [{ message: { content: 'ten' } }],
      stepwise: { cache: { status: 'hit', layer: 'memory', savedMicroUsd: 114 } },
    });
    const streamed = await one.post('/v1/chat/completions', { ...body, stream: true });
    expect(streamed.headers.get('x-cache')).toBe('HIT');
    expect(await streamed.text()).toMatch(/"content":"ten".*"cache":\{"status":"hit".*\[DONE\]/s);
    const refused = await one.post('/v1/chat/completions', body, { 'X-Cache-Mode': 'never' });
    expect(refused.status).toBe(400);
  });

  it('keeps no failure, nothing cut off, and nothing sampled hotter than allowed', async () => {
    const message = newQuestion();
    upstream.answer(replyJson({ error: { message: 'no' } }, 400));
    expect((await one.post('/api/v1/chat', { message })).status).toBe(400);
    upstream.answer(replyThenCut(...chatChunks([], ['half']).slice(0, 2)));
    const cut = await one.stream({ message });
    expect(cut.events.at(-1)?.event).toBe('error');
    const long = chatBody(undefined, 'cut at the limit') as { choices: { finish_reason: string }[] };
    long.choices[0]!.finish_reason = 'length';
    upstream.answer(replyJson(long));
    expect(cacheOf(await one.ask({ message }))).toBe('MISS miss -');
    upstream.answer(replyJson(chatBody(undefined, COT_REPLY)));
    expect(cacheOf(await one.ask({ message }))).toBe('MISS miss -');
    expect(cacheOf(await one.ask({ message }))).toMatch(/^HIT hit (memory|redis)$/);
    expect(cacheOf(await one.ask({ message, temperature: 1.5 }))).toBe('BYPASS bypass -');
  });

  it('asks the provider once for many who ask two processes at once', async () => {
    upstream.answer(replyJson(chatBody(undefined, COT_REPLY)));
    const message = newQuestion();
    const before = asked();
    const answers = await Promise.all(
      Array.from({ length: 60 }, (_, i) => (i % 2 === 0 ? one : other).ask({ message })),
    );
    expect(asked() - before).toBe(1);
    expect(new Set(answers.map(({ body }) => body.finalAnswer))).toEqual(new Set(['10']));
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(60);
  });
});
