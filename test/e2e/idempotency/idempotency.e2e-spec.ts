import { setTimeout as delay } from 'node:timers/promises';
import type { ChatResponse, Conversation, ConversationPage, ErrorBody } from '@app/contracts';
import { Gate, replyEvents, replyJson, replyThenCut, UpstreamServer } from '@app/testing';
import OpenAI from 'openai';
import { endpointEnv } from '../support/endpoint-env';
import { ask } from '../support/json-client';
import { startApp, type RunningApp } from '../support/running-app';
import { startSql, type SqlFixture } from '../support/sql-fixture';
import { chatBody, chatChunks } from '../support/wire-replies';

jest.setTimeout(60_000);

let keys = 0;
const newKey = (): string => `key-${process.pid}-${++keys}`;

describe('Idempotency-Key', () => {
  let sql: SqlFixture;
  let upstream: UpstreamServer;
  let running: RunningApp;

  beforeAll(async () => {
    sql = await startSql();
    upstream = await UpstreamServer.start();
    running = await startApp({
      DATABASE_URL: sql.databaseUrl,
      LOG_LEVEL: 'error',
      CACHE_ENABLED: 'false',
      ...endpointEnv(upstream.url),
    });
  }, 120_000);
  beforeEach(() => {
    upstream.exchanges.length = 0;
    upstream.answer(replyJson(chatBody(undefined, 'Final Answer: 4')));
  });
  afterAll(async () => {
    running.app.getHttpServer().closeAllConnections();
    await running.close();
    await upstream.close();
    await sql.remove();
  });

  const chat = <T = ChatResponse>(key: string, body: object = { message: '2 + 2?' }, path = '/api/v1/chat') =>
    ask<T>(`${running.url}${path}`, 'POST', body, { 'idempotency-key': key });

  it('gives the outcome of the first request again, without asking the model', async () => {
    const key = newKey();
    const first = await chat(key);
    const again = await chat(key);
    expect(first).toMatchObject({ status: 200, body: { finalAnswer: '4' } });
    expect(again).toMatchObject({ status: 200, body: first.body });
    expect(first.headers.get('idempotent-replayed')).toBeNull();
    expect(again.headers.get('idempotent-replayed')).toBe('true');
    expect(again.headers.get('content-type')).toBe(first.headers.get('content-type'));
    expect(upstream.exchanges).toHaveLength(1);
  });

  it('has one effect for 50 requests at once', async () => {
    const key = newKey();
    const answers = await Promise.all(Array.from({ length: 50 }, () => chat<ErrorBody>(key)));
    expect(upstream.exchanges).toHaveLength(1);
    for (const { status, body, headers } of answers.filter(({ status: code }) => code !== 200)) {
      expect({ status, code: body.error.code }).toEqual({ status: 409, code: 'idempotency_in_flight' });
      expect(headers.get('retry-after')).toBe('1');
    }
    expect(answers.some(({ status }) => status === 200)).toBe(true);
  });

  it('refuses another body, and takes the same key for another route or user', async () => {
    const key = newKey();
    await chat(key);
    expect(await chat<ErrorBody>(key, { message: '3 + 3?' })).toMatchObject({
      status: 422,
      body: { error: { code: 'idempotency_key_reused' } },
    });
    const made = await chat<Conversation>(key, { title: 'x' }, '/api/v1/conversations');
    expect(made.status).toBe(201);
  });

  it('gives a stream again, event by event', async () => {
    upstream.answer(replyEvents(...chatChunks(['Hm.'], ['One', ' two'])));
    for (const more of [{}, { conversationId: 'new' }]) {
      const key = newKey();
      const body = { model: 'up/thinker', message: '?', stream: true, ...more };
      const first = await chat<string>(key, body);
      const again = await chat<string>(key, body);
      expect(first.body).toContain('event: finish');
      expect(again.body).toBe(first.body);
      expect(again.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    }
    expect(upstream.exchanges).toHaveLength(2);
  });

  it('serves the official OpenAI client, streamed and whole', async () => {
    const client = new OpenAI({ baseURL: `${running.url}/v1`, apiKey: 'none', maxRetries: 0 });
    const params = { model: 'up/plain', messages: [{ role: 'user' as const, content: '2 + 2?' }] };
    const whole = { idempotencyKey: newKey(), headers: { 'idempotency-key': newKey() } };
    const first = await client.chat.completions.create(params, whole);
    expect(await client.chat.completions.create(params, whole)).toEqual(first);
    upstream.answer(replyEvents(...chatChunks([], ['Final Answer: 4'])));
    const streamed = { headers: { 'idempotency-key': newKey() } };
    const text = async (): Promise<string> => {
      let joined = '';
      const chunks = await client.chat.completions.create({ ...params, stream: true }, streamed);
      for await (const chunk of chunks) joined += chunk.choices[0]?.delta.content ?? '';
      return joined;
    };
    expect(await text()).toBe('4');
    expect(await text()).toBe('4');
    expect(upstream.exchanges).toHaveLength(2);
  });

  it('creates once', async () => {
    const key = newKey();
    const body = { title: `Once ${key}` };
    const first = await chat<Conversation>(key, body, '/api/v1/conversations');
    const again = await chat<Conversation>(key, body, '/api/v1/conversations');
    expect(again.body).toEqual(first.body);
    expect(again.headers.get('etag')).toBe('"1"');
    const { body: page } = await ask<ConversationPage>(
      `${running.url}/api/v1/conversations?q=${encodeURIComponent(body.title)}`,
    );
    expect(page.conversations).toHaveLength(1);
  });

  it('keeps nothing of a request that was refused or failed: the key stays free', async () => {
    const key = newKey();
    expect((await chat(key, { message: '' })).status).toBe(400);
    upstream.answer(replyJson({ error: { message: 'no' } }, 500));
    expect((await chat(key)).status).toBe(502);
    upstream.answer(replyThenCut(...chatChunks(['Hm.'], ['One']).slice(0, 3)));
    const broken = await chat<string>(key, { model: 'up/thinker', message: '?', stream: true });
    expect(broken.body).toContain('event: error');
    upstream.answer(replyJson(chatBody(undefined, 'Final Answer: 4')));
    await eventually(async () => (await chat(key)).status === 200);
  });

  it('is free again when the client of a whole answer leaves', async () => {
    const key = newKey();
    const gate = new Gate();
    upstream.answer(async (exchange) => {
      await Promise.race([gate.passed, exchange.closed]);
      exchange.json(chatBody(undefined, 'Final Answer: 4'));
    });
    const leaving = new AbortController();
    const arrival = upstream.nextExchange();
    const left = fetch(`${running.url}/api/v1/chat`, {
      method: 'POST',
      signal: leaving.signal,
      headers: { 'content-type': 'application/json', 'idempotency-key': key },
      body: JSON.stringify({ message: '2 + 2?' }),
    }).catch(() => undefined);
    await arrival;
    expect((await chat<ErrorBody>(key)).body.error.code).toBe('idempotency_in_flight');
    leaving.abort();
    await left;
    gate.open();
    await eventually(async () => (await chat(key)).status === 200);
  });

  it('repeats no question in a conversation when the first try failed', async () => {
    const { body: made } = await ask<Conversation>(`${running.url}/api/v1/conversations`, 'POST', {});
    const key = newKey();
    const body = { conversationId: made.id, message: '2 + 2?' };
    upstream.answer(replyJson({ error: { message: 'no' } }, 500));
    expect((await chat(key, body)).status).toBe(502);
    upstream.answer(replyJson(chatBody(undefined, 'Final Answer: 4')));
    await eventually(async () => (await chat(key, body)).status === 200);
    const { body: stored } = await ask<Conversation>(`${running.url}/api/v1/conversations/${made.id}`);
    expect(stored.messages.filter(({ role }) => role === 'user')).toHaveLength(1);
    expect(stored.messages.map(({ state }) => state)).toEqual(['complete', 'failed', 'complete']);
  });

  it.each(['a'.repeat(256), 'a b'])('refuses the key %j', async (key) => {
    expect(await chat<ErrorBody>(key)).toMatchObject({ status: 400, body: { error: { param: 'Idempotency-Key' } } });
  });

  it('refuses to answer without a database, because it could not keep its word', async () => {
    const away = await startApp(endpointEnv(upstream.url));
    const answer = await ask<ErrorBody>(
      `${away.url}/api/v1/chat`,
      'POST',
      { message: '?' },
      { 'idempotency-key': 'k' },
    );
    await away.close();
    expect(answer).toMatchObject({ status: 503, body: { error: { code: 'storage_unavailable' } } });
  });

  async function eventually(isSo: () => Promise<boolean>): Promise<void> {
    for (const deadline = Date.now() + 5_000; !(await isSo());) {
      if (Date.now() > deadline) throw new Error('It did not become so.');
      await delay(20);
    }
  }
});
