import type { ErrorBody } from '@app/contracts';
import { Gate, UpstreamServer, type UpstreamScript } from '@app/testing';
import { Client } from 'pg';
import { eventually } from '../../integration/storage/store-fixture';
import { endpointEnv } from '../support/endpoint-env';
import { ask } from '../support/json-client';
import { startApp, type RunningApp } from '../support/running-app';
import { startSql, type SqlFixture } from '../support/sql-fixture';
import { readEvents } from '../support/sse-events';
import { chatBody, chatChunks } from '../support/wire-replies';

jest.setTimeout(60_000);

const DELETED = { code: 'request_cancelled', message: 'The conversation of this answer was deleted.' };

describe('a conversation that is deleted while it is answered', () => {
  let sql: SqlFixture;
  let upstream: UpstreamServer;
  let running: RunningApp;
  let other: RunningApp;
  let direct: Client;
  let gate: Gate;

  /** Half of a streamed answer, or nothing of a whole one; the rest once the gate is open. */
  const inHalves: UpstreamScript = async (exchange) => {
    const isStream = (exchange.body as { stream?: boolean }).stream === true;
    const chunks = chatChunks([], ['One', ' two', ' three']);
    if (isStream) {
      exchange.begin();
      await exchange.events(...chunks.slice(0, 3));
    }
    await Promise.race([gate.passed, exchange.closed]);
    if (isStream) await exchange.events(...chunks.slice(3));
    else exchange.json(chatBody(undefined, 'One two three'));
    exchange.end();
  };

  beforeAll(async () => {
    sql = await startSql({ needRedis: true });
    upstream = await UpstreamServer.start(inHalves);
    const env = { DATABASE_URL: sql.databaseUrl, REDIS_URL: sql.redisUrl!, ...endpointEnv(upstream.url) };
    running = await startApp({ ...env, CACHE_ENABLED: 'true' });
    other = await startApp(env);
    direct = new Client(sql.databaseUrl);
    await direct.connect();
  }, 120_000);
  beforeEach(() => {
    gate = new Gate();
    upstream.exchanges.length = 0;
  });
  afterAll(async () => {
    gate.open();
    await direct.end();
    for (const { app } of [running, other]) app.getHttpServer().closeAllConnections();
    await running.close();
    await other.close();
    await upstream.close();
    await sql.remove();
  });

  const begin = async (): Promise<string> =>
    String((await ask(`${running.url}/api/v1/conversations`, 'POST', {})).body['id']);
  const remove = async (id: string, headers: Record<string, string> = {}): Promise<number> =>
    (await ask(`${running.url}/api/v1/conversations/${id}`, 'DELETE', undefined, headers)).status;
  const post = (app: RunningApp, path: string, body: object, headers: Record<string, string> = {}): Promise<Response> =>
    fetch(`${app.url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ model: 'up/plain', ...body }),
    });
  const chat = (id: string, more: object, app = running): Promise<Response> =>
    post(app, '/api/v1/chat', { message: '?', reasoning: { strategy: 'direct' }, conversationId: id, ...more });
  const asked = (): Promise<void> => eventually(() => expect(upstream.exchanges).toHaveLength(1));
  const rowsOf = async (id: string): Promise<number | null> =>
    (await direct.query('SELECT FROM stepwise.messages WHERE conversation_id = $1', [id])).rowCount;

  it.each([
    ['a stream that outlasts its reader', { stream: true }],
    ['a stream that does not', { stream: true, resumable: false }],
  ])('ends %s with an error, and the call of the provider', async (_name, more) => {
    const id = await begin();
    const response = await chat(id, more);
    expect(await remove(id)).toBe(204);

    const events = readEvents(await response.text());
    expect(events.at(-1)).toMatchObject({ event: 'error', data: { error: DELETED } });
    await upstream.exchanges[0]?.closed;
    expect(upstream.exchanges[0]?.aborted).toBe(true);
    expect(await rowsOf(id)).toBe(0);
  });

  it('ends an answer that is sent whole with an error', async () => {
    const id = await begin();
    const answering = chat(id, {});
    await asked();
    expect(await remove(id)).toBe(204);

    const response = await answering;
    expect(response.status).toBe(499);
    expect(((await response.json()) as ErrorBody).error).toMatchObject(DELETED);
    expect(await rowsOf(id)).toBe(0);
  });

  it('ends the stream of an OpenAI client with an error', async () => {
    const id = await begin();
    const messages = [{ role: 'user', content: '?' }];
    const response = await post(
      running,
      '/v1/chat/completions',
      { messages, stream: true },
      { 'x-conversation-id': id },
    );
    expect(await remove(id)).toBe(204);

    expect(await response.text()).toContain(DELETED.message);
  });

  it('leaves the answer alone when the deletion is refused, and those of other conversations', async () => {
    const [id, another] = [await begin(), await begin()];
    const response = await chat(id, { stream: true });
    expect(await remove(id, { 'if-match': '"99"' })).toBe(409);
    expect(await remove(another)).toBe(204);
    gate.open();

    const events = readEvents(await response.text());
    expect(events.at(-1)).toMatchObject({ event: 'finish', data: { finalAnswer: 'One two three' } });
    expect(await rowsOf(id)).toBe(2);
  });

  it('leaves the answer of another process to its end, of which nothing is stored', async () => {
    const id = await begin();
    const response = await chat(id, { stream: true }, other);
    expect(await remove(id)).toBe(204);
    gate.open();

    const events = readEvents(await response.text());
    expect(events.at(-1)).toMatchObject({ event: 'finish', data: { finalAnswer: 'One two three' } });
    expect(await rowsOf(id)).toBe(0);
  });
});
