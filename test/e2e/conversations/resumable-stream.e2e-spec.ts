import { setTimeout as delay } from 'node:timers/promises';
import type { Conversation, ErrorBody } from '@app/contracts';
import { Gate, UpstreamServer, type UpstreamScript } from '@app/testing';
import { Redis } from 'ioredis';
import { endpointEnv } from '../support/endpoint-env';
import { ask } from '../support/json-client';
import { startApp, type RunningApp } from '../support/running-app';
import { startSql, type SqlFixture } from '../support/sql-fixture';
import { readEvents, type ReceivedEvent } from '../support/sse-events';
import { chatChunks } from '../support/wire-replies';

jest.setTimeout(60_000);

const WORDS = ['One', ' two', ' three', ' four'];

describe('a stream whose reader leaves', () => {
  let sql: SqlFixture;
  let upstream: UpstreamServer;
  let running: RunningApp;
  let other: RunningApp;
  let gate: Gate;

  /** Half of the answer, then the rest once the gate is open. */
  const inHalves: UpstreamScript = async (exchange) => {
    const chunks = chatChunks(['Hm.'], WORDS);
    exchange.begin();
    await exchange.events(...chunks.slice(0, 4));
    await Promise.race([gate.passed, exchange.closed]);
    await exchange.events(...chunks.slice(4));
    exchange.end();
  };

  beforeAll(async () => {
    sql = await startSql({ needRedis: true });
    upstream = await UpstreamServer.start(inHalves);
    const env = {
      DATABASE_URL: sql.databaseUrl,
      REDIS_URL: sql.redisUrl!,
      LOG_LEVEL: 'error',
      ...endpointEnv(upstream.url),
    };
    running = await startApp(env);
    other = await startApp(env);
  }, 120_000);
  beforeEach(() => {
    gate = new Gate();
    upstream.exchanges.length = 0;
  });
  afterAll(async () => {
    for (const { app } of [running, other]) app.getHttpServer().closeAllConnections();
    await running.close();
    await other.close();
    await upstream.close();
    await sql.remove();
  });

  /** Asks, reads up to the middle and leaves. */
  async function askAndLeave(more: object = { conversationId: 'new' }): Promise<ReceivedEvent[]> {
    const leaving = new AbortController();
    const response = await fetch(`${running.url}/api/v1/chat`, {
      method: 'POST',
      signal: leaving.signal,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        model: 'up/thinker',
        message: '?',
        reasoning: { strategy: 'native' },
        cache: { mode: 'bypass' },
        stream: true,
        ...more,
      }),
    });
    const text = await readUntil(response, ' two');
    leaving.abort();
    return readEvents(text);
  }

  async function readUntil(response: Response, mark: string): Promise<string> {
    const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
    let text = '';
    while (!text.includes(mark)) {
      const { done, value } = await reader.read();
      if (done) break;
      text += value;
    }
    return text;
  }

  const resume = (app: RunningApp, id: unknown, after?: string) =>
    fetch(`${app.url}/api/v1/chat/${String(id)}/stream`, {
      headers: after === undefined ? {} : { 'last-event-id': after },
    });
  const textOf = (events: readonly ReceivedEvent[]) =>
    events
      .filter(({ event }) => event === 'answer-delta')
      .map(({ data }) => data['text'])
      .join('');

  it('goes on, and is found again from any event on', async () => {
    const before = await askAndLeave();
    const { id, conversationId } = before[0]!.data;
    const open = (await ask<Conversation>(`${running.url}/api/v1/conversations/${String(conversationId)}`)).body;
    expect(open.messages.at(-1)).toMatchObject({ state: 'in_progress', chatId: id });
    const following = resume(running, id, before.at(-1)?.id);
    await delay(50);
    gate.open();
    const after = readEvents(await (await following).text());
    expect(textOf(before) + textOf(after)).toBe(WORDS.join(''));
    expect(after.at(-1)).toMatchObject({ event: 'finish', data: { finalAnswer: WORDS.join(''), conversationId } });
    const ids = [...before, ...after].map((event) => Number(event.id));
    expect(ids).toEqual(ids.map((_, at) => at + 1));
    const again = readEvents(await (await resume(running, id)).text());
    expect(again).toEqual([...before, ...after]);
    expect((await resume(running, id, String(ids.length))).status).toBe(204);
    expect((await resume(running, id, '999')).status).toBe(400);
    expect((await resume(running, id, 'x')).status).toBe(400);
    expect(upstream.exchanges).toHaveLength(1);
  });

  it('is found through another process too', async () => {
    const before = await askAndLeave();
    const { id } = before[0]!.data;
    await eventually(async () => (await resume(other, id)).status === 200);
    const following = resume(other, id, before.at(-1)?.id);
    gate.open();
    const after = readEvents(await (await following).text());
    expect(textOf(before) + textOf(after)).toBe(WORDS.join(''));
    expect(after.at(-1)?.event).toBe('finish');
  });

  it.each([
    ['this process', () => running],
    ['another process', () => other],
  ])('is cancelled through %s', async (_name, app) => {
    const before = await askAndLeave();
    const { id, conversationId } = before[0]!.data;
    await eventually(async () => (await ask(`${app().url}/api/v1/chat/${String(id)}/cancel`, 'POST')).status === 202);
    await upstream.exchanges[0]?.closed;
    const events = readEvents(await (await resume(running, id)).text());
    expect(events.at(-1)).toMatchObject({ event: 'error', data: { error: { code: 'request_cancelled' } } });
    await eventually(async () => {
      const url = `${running.url}/api/v1/conversations/${String(conversationId)}`;
      const last = (await ask<Conversation>(url)).body.messages.at(-1);
      return last?.state === 'interrupted' && last.content === 'One two';
    });
    expect((await ask(`${running.url}/api/v1/chat/${String(id)}/cancel`, 'POST')).status).toBe(409);
  });

  it('goes on without a conversation when it is asked to', async () => {
    const before = await askAndLeave({ resumable: true });
    gate.open();
    const events = readEvents(await (await resume(running, before[0]!.data['id'])).text());
    expect(textOf(events)).toBe(WORDS.join(''));
  });

  it('does not exist for ids that never were, and is gone when it is not kept any more', async () => {
    const unknown = await ask<ErrorBody>(`${running.url}/api/v1/chat/chat_none/stream`);
    expect(unknown).toMatchObject({ status: 404, body: { error: { code: 'not_found' } } });
    expect((await ask(`${running.url}/api/v1/chat/chat_none/cancel`, 'POST')).status).toBe(404);
    const before = await askAndLeave();
    gate.open();
    const { id } = before[0]!.data;
    await (await resume(running, id)).text();
    const redis = new Redis(sql.redisUrl!);
    await delay(600); // its last events are written behind
    await redis.flushall();
    await redis.quit();
    expect(await ask(`${other.url}/api/v1/chat/${String(id)}/stream`)).toMatchObject({ status: 410 });
  });

  async function eventually(isSo: () => Promise<boolean>): Promise<void> {
    for (const deadline = Date.now() + 5_000; !(await isSo());) {
      if (Date.now() > deadline) throw new Error('It did not become so.');
      await delay(20);
    }
  }
});
