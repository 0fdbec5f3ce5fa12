import { setTimeout as delay } from 'node:timers/promises';
import type { Conversation, ConversationMessage, ConversationPage, ErrorBody } from '@app/contracts';
import { Gate, UpstreamServer, type UpstreamScript } from '@app/testing';
import { eventually } from '../../integration/storage/store-fixture';
import { endpointEnv } from '../support/endpoint-env';
import { ask } from '../support/json-client';
import { startApp, type RunningApp } from '../support/running-app';
import { startSql, type SqlFixture } from '../support/sql-fixture';
import { readEvents } from '../support/sse-events';
import { chatChunks } from '../support/wire-replies';

jest.setTimeout(20_000);

describe('a stream whose provider has not begun yet', () => {
  let sql: SqlFixture;
  let upstream: UpstreamServer;
  let running: RunningApp;
  let other: RunningApp;
  let gate: Gate;
  let isRefused = false;

  /** Nothing at all until the gate is open. */
  const afterGate: UpstreamScript = async (exchange) => {
    await Promise.race([gate.passed, exchange.closed]);
    if (isRefused) {
      exchange.json({ error: { message: 'What is this?' } }, 400);
      return;
    }
    exchange.begin();
    await exchange.events(...chatChunks([], ['One', ' two']));
    exchange.end();
  };

  beforeAll(async () => {
    sql = await startSql({ needRedis: true });
    upstream = await UpstreamServer.start(afterGate);
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
    isRefused = false;
    upstream.exchanges.length = 0;
  });
  afterAll(async () => {
    gate.open();
    for (const { app } of [running, other]) app.getHttpServer().closeAllConnections();
    await running.close();
    await other.close();
    await upstream.close();
    await sql.remove();
  });

  /** Asks, and waits until the provider is asked. */
  async function begin(): Promise<{
    asking: Promise<Response>;
    chatId: string;
    read: () => Promise<ConversationMessage>;
  }> {
    const asking = fetch(`${running.url}/api/v1/chat`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        model: 'up/plain',
        conversationId: 'new',
        message: '?',
        reasoning: { strategy: 'direct' },
        cache: { mode: 'bypass' },
        stream: true,
      }),
    });
    await eventually(() => expect(upstream.exchanges).toHaveLength(1));
    const conversations = `${running.url}/api/v1/conversations`;
    const [newest] = (await ask<ConversationPage>(`${conversations}?limit=1`)).body.conversations;
    const read = async (): Promise<ConversationMessage> =>
      (await ask<Conversation>(`${conversations}/${newest!.id}`)).body.messages.at(-1)!;
    const { state, chatId } = await read();
    expect(state).toBe('in_progress');
    return { asking, chatId: chatId!, read };
  }

  const follow = (app: RunningApp, chatId: string) => fetch(`${app.url}/api/v1/chat/${chatId}/stream`);
  const cancel = (app: RunningApp, chatId: string) => ask(`${app.url}/api/v1/chat/${chatId}/cancel`, 'POST');
  const processes: [string, () => RunningApp][] = [
    ['this process', () => running],
    ['another process', () => other],
  ];

  it.each(processes)('is followed from its beginning through %s', async (_name, app) => {
    const { asking, chatId } = await begin();
    const following = follow(app(), chatId);
    await delay(50);
    gate.open();
    const events = readEvents(await (await following).text());
    expect(events[0]).toMatchObject({ id: '1', event: 'start', data: { id: chatId } });
    expect(events.at(-1)).toMatchObject({ event: 'finish', data: { finalAnswer: 'One two' } });
    expect(readEvents(await (await asking).text())).toEqual(events);
  });

  it.each(processes)('is cancelled through %s, and the call of the provider with it', async (_name, app) => {
    const { asking, chatId, read } = await begin();
    expect((await cancel(app(), chatId)).status).toBe(202);
    await upstream.exchanges[0]!.closed;
    expect(upstream.exchanges[0]!.aborted).toBe(true);
    await (await asking).text();
    await eventually(async () => expect((await read()).state).toBe('interrupted'));
    await eventually(async () => expect((await cancel(app(), chatId)).status).toBe(409));
  });

  it.each(processes)(
    'tells who follows it through %s that it failed, and who asked with a status',
    async (_name, app) => {
      const { asking, chatId } = await begin();
      const following = follow(app(), chatId);
      await delay(50);
      isRefused = true;
      gate.open();
      const answer = await asking;
      const { error } = (await answer.json()) as ErrorBody;
      expect(answer.status).toBeGreaterThanOrEqual(400);
      const events = readEvents(await (await following).text());
      expect(events).toMatchObject([{ id: '1', event: 'error', data: { error: { code: error.code } } }]);
    },
  );
});
