import { setTimeout as delay } from 'node:timers/promises';
import type { ErrorBody } from '@app/contracts';
import { Gate, UpstreamServer, type UpstreamScript } from '@app/testing';
import { Redis } from 'ioredis';
import { Client } from 'pg';
import { eventually } from '../../integration/storage/store-fixture';
import { IdentityApp, ROOT_KEY, type MadeKey } from '../identity/identity-app';
import { endpointEnv } from '../support/endpoint-env';
import { startApp, type RunningApp } from '../support/running-app';
import { chatChunks } from '../support/wire-replies';

jest.setTimeout(180_000);

describe('the erasure of a user who is active', () => {
  let upstream: UpstreamServer;
  let app: IdentityApp;
  let other: RunningApp;
  let redis: Redis;
  let sql: Client;
  let organisationId: string;
  let closed: Promise<unknown>;
  const gate = new Gate();

  const half: UpstreamScript = async (exchange) => {
    const chunks = chatChunks(['Hm.'], ['One', ' two', ' three']);
    closed = exchange.closed;
    exchange.begin();
    await exchange.events(...chunks.slice(0, 4));
    await Promise.race([gate.passed, exchange.closed]);
    exchange.end();
  };

  beforeAll(async () => {
    upstream = await UpstreamServer.start(half);
    const env = { RATE_LIMIT_ENABLED: 'false', KEY_SECRET: 'k'.repeat(64), ...endpointEnv(upstream.url) };
    app = await IdentityApp.start(env);
    other = await startApp({
      DATABASE_URL: app.stores.databaseUrl,
      REDIS_URL: app.stores.redisUrl!,
      API_KEYS: ROOT_KEY,
      PROVIDER_CHECK_INTERVAL: '0',
      ...env,
    });
    redis = new Redis(app.stores.redisUrl!);
    sql = new Client(app.stores.databaseUrl);
    await sql.connect();
    organisationId = await app.organisation('Acme');
  });
  afterAll(async () => {
    gate.open();
    await sql.end();
    redis.disconnect();
    other.app.getHttpServer().closeAllConnections();
    await other.close();
    await app.close();
    await upstream.close();
  });

  const eraseOwn = (key: string) => app.as(key, 'DELETE', '/api/v1/privacy/users/me/data');
  const keysOf = ({ userId }: MadeKey) => redis.keys(`sw:{${organisationId}/${userId}}:chat-stream:*`);
  const eventsOf = async (user: MadeKey) => (await keysOf(user)).filter((key) => key.endsWith(':events'));
  const conversationsOf = async ({ userId }: MadeKey) =>
    (await sql.query('SELECT FROM stepwise.conversations WHERE user_id = $1', [userId])).rowCount;

  /** Asks, and reads the answer's first half. */
  async function askHalf(url: string, { key }: MadeKey): Promise<ReadableStreamDefaultReader<string>> {
    const response = await fetch(`${url}/api/v1/chat`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
      body: JSON.stringify({
        model: 'up/thinker',
        message: '?',
        reasoning: { strategy: 'native' },
        stream: true,
        conversationId: 'new',
      }),
    });
    const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
    for (let text = ''; !text.includes(' two');) {
      const { done, value } = await reader.read();
      if (done) throw new Error(`The answer ended early: ${text}`);
      text += value;
    }
    return reader;
  }

  it('ends the keys of the user at once in the process that erases', async () => {
    const user = await app.user('Ada', ['user'], organisationId);
    expect((await app.as(user.key, 'GET', '/api/v1/me')).status).toBe(200);
    expect((await eraseOwn(user.key)).status).toBe(200);
    const late = await app.as<ErrorBody>(user.key, 'POST', '/api/v1/conversations', { title: 'late' });
    expect(late.status).toBe(401);
    expect(await conversationsOf(user)).toBe(0);
  });

  it('deletes what requests write that were on their way', async () => {
    const user = await app.user('Ben', ['user'], organisationId);
    expect((await app.as(user.key, 'GET', '/api/v1/me')).status).toBe(200);
    const writes = Array.from({ length: 20 }, () => app.as(user.key, 'POST', '/api/v1/conversations', { title: 'x' }));
    const [erased] = await Promise.all([eraseOwn(user.key), ...writes]);
    expect(erased.status).toBe(200);
    await eventually(async () => expect(await conversationsOf(user)).toBe(0));
  });

  it.each(['this', 'another'])('ends the running answer of %s process and leaves none of its events', async (which) => {
    const user = await app.user('Cleo', ['user'], organisationId);
    const reader = await askHalf(which === 'this' ? app.url : other.url, user);
    await eventually(async () => expect(await eventsOf(user)).toHaveLength(1));
    const data = await fetch(`${app.url}/api/v1/privacy/users/me/data`, {
      headers: { authorization: `Bearer ${user.key}` },
    });
    expect(await data.text()).toContain('"place":"activeAnswers"');
    expect(await eraseOwn(user.key)).toMatchObject({ status: 200, body: { erased: { activeAnswers: 1 } } });
    await closed;
    for (let isDone = false; !isDone;) isDone = (await reader.read()).done;
    await delay(600); // two rounds of the copy
    expect((await keysOf(user)).filter((key) => !key.endsWith(':cancel'))).toEqual([]);
    expect(await conversationsOf(user)).toBe(0);
  });
});
