import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { replyThenSilence, UpstreamServer } from '@app/testing';
import { endpointEnv } from '../e2e/support/endpoint-env';
import { ask } from '../e2e/support/json-client';
import { RunningProcess } from '../e2e/support/running-process';
import { startSql, type SqlFixture } from '../e2e/support/sql-fixture';
import { chatChunks } from '../e2e/support/wire-replies';

jest.setTimeout(300_000);

const PROCESSES = 4;
const ROOT_KEY = 'the-key-of-the-revocation-suite';
/** What is promised. */
const BOUND_MS = 5_000;

interface MadeKey {
  id: string;
  key: string;
  userId: string;
}

/** An open stream of a chat whose model has gone silent. */
class OpenStream {
  /** Everything that was received. */
  text = '';
  readonly ended: Promise<void>;

  private constructor(response: Response) {
    this.ended = this.read(response);
  }

  static async open(url: string, key: string): Promise<OpenStream> {
    const response = await fetch(`${url}/api/v1/chat`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
      body: JSON.stringify({ message: 'What is 2 + 2?', stream: true, reasoning: { strategy: 'direct' } }),
    });
    expect(response.status).toBe(200);
    return new OpenStream(response);
  }

  private async read(response: Response): Promise<void> {
    const decoder = new TextDecoder();
    for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) this.text += decoder.decode(chunk);
  }
}

describe('rights that are taken away, over four processes', () => {
  let stores: SqlFixture;
  let upstream: UpstreamServer;
  let folder: string;
  let servers: RunningProcess[];
  let urls: string[];

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'stepwise-revocation-'));
    stores = await startSql({ needRedis: true });
    upstream = await UpstreamServer.start(replyThenSilence(...chatChunks([], ['Final', ' Answer']).slice(0, 2)));
  });
  afterAll(async () => {
    await upstream.close();
    await stores.remove();
    rmSync(folder, { recursive: true, force: true });
  });

  async function start(redisUrl: string): Promise<void> {
    const env = {
      ...endpointEnv(upstream.url),
      API_KEYS: ROOT_KEY,
      DATABASE_URL: stores.databaseUrl,
      REDIS_URL: redisUrl,
      DATA_DIR: folder,
      LOG_LEVEL: 'silent',
      RUN_JOBS: 'false',
      RATE_LIMIT_ENABLED: 'false',
      CACHE_ENABLED: 'false', // or one of the processes asks the model for all four
    };
    servers = Array.from({ length: PROCESSES }, () => RunningProcess.start(env));
    urls = await Promise.all(servers.map((server) => server.listening()));
  }

  async function stop(): Promise<void> {
    for (const server of servers) server.signal('SIGKILL');
    await Promise.all(servers.map((server) => server.exitCode()));
  }

  const admin = <T>(method: string, path: string, body?: object) =>
    ask<T>(`${urls[0]!}${path}`, method, body, { authorization: `Bearer ${ROOT_KEY}` });
  const statusOf = async (url: string, key: string, path = '/api/v1/me'): Promise<number> =>
    (await ask(`${url}${path}`, 'GET', undefined, { authorization: `Bearer ${key}` })).status;

  async function newKey(roles: string[]): Promise<MadeKey> {
    const user = await admin<{ id: string }>('POST', '/api/v1/users', { name: 'somebody', roles });
    return (await admin<MadeKey>('POST', '/api/v1/keys', { name: 'a key', userId: user.body.id })).body;
  }

  /** Milliseconds until a condition holds in every process. Fails when that takes too long. */
  async function everywhere(holds: (url: string) => Promise<boolean>): Promise<number> {
    const began = performance.now();
    await Promise.all(
      urls.map(async (url) => {
        while (!(await holds(url))) {
          if (performance.now() - began > BOUND_MS) throw new Error(`Not within ${BOUND_MS} ms at ${url}.`);
          await delay(20); // asks as a client would
        }
      }),
    );
    return performance.now() - began;
  }

  async function endsStreams(key: MadeKey, code: string, takeAway: () => Promise<unknown>): Promise<void> {
    const streams = await Promise.all(urls.map((url) => OpenStream.open(url, key.key)));
    const began = performance.now();
    await takeAway();
    await Promise.all(streams.map(({ ended }) => ended));
    expect(performance.now() - began).toBeLessThan(BOUND_MS);
    for (const { text } of streams) {
      expect(text).toContain('event: start');
      expect(text).toMatch(new RegExp(`event: error\\ndata: \\{"error":\\{[^\\n]*"code":"${code}"`));
      expect(text).not.toContain('event: finish');
    }
  }

  describe.each([
    ['with Redis', (): string => stores.redisUrl ?? ''],
    ['while Redis is away', (): string => 'redis://127.0.0.1:1'],
  ])('%s', (_, redisUrl) => {
    beforeAll(() => start(redisUrl()));
    afterAll(stop);

    it('refuses a revoked key everywhere within 5 s', async () => {
      const { id, key } = await newKey(['user']);
      for (const url of urls) expect(await statusOf(url, key)).toBe(200);
      await admin('DELETE', `/api/v1/keys/${id}`);
      expect(await everywhere(async (url) => (await statusOf(url, key)) === 401)).toBeLessThan(BOUND_MS);
    });

    it('takes the rights of a demoted administrator away everywhere within 5 s', async () => {
      const { userId, key } = await newKey(['admin']);
      for (const url of urls) expect(await statusOf(url, key, '/api/v1/users')).toBe(200);
      await admin('PATCH', `/api/v1/users/${userId}`, { roles: ['user'] });
      await everywhere(async (url) => (await statusOf(url, key, '/api/v1/users')) === 403);
      for (const url of urls) expect(await statusOf(url, key)).toBe(200);
    });

    it('ends the open streams of a revoked key with an error event', async () => {
      const key = await newKey(['user']);
      await endsStreams(key, 'unauthenticated', () => admin('DELETE', `/api/v1/keys/${key.id}`));
    });

    it('ends the open streams of a demoted administrator with an error event', async () => {
      const key = await newKey(['admin']);
      await endsStreams(key, 'forbidden', () => admin('PATCH', `/api/v1/users/${key.userId}`, { roles: ['user'] }));
    });
  });
});
