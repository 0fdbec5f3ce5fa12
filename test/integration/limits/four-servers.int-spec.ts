import { replyJson, UpstreamServer } from '@app/testing';
import { Agent, fetch } from 'undici';
import { endpointEnv } from '../../e2e/support/endpoint-env';
import { RunningProcess } from '../../e2e/support/running-process';
import { chatBody } from '../../e2e/support/wire-replies';
import { RedisProcess } from '../../redis-servers/redis-process';

jest.setTimeout(240_000);

const KEY = 'a-key-of-four-servers-01';
const LIMIT = 100;
const WINDOW_MS = 3_600_000;

describe('four servers, as processes of their own, over one Redis', () => {
  let redis: RedisProcess;
  let upstream: UpstreamServer;
  let agent: Agent;
  let servers: RunningProcess[];
  let urls: string[];

  beforeAll(async () => {
    redis = await RedisProcess.start();
    upstream = await UpstreamServer.start(replyJson(chatBody(undefined, 'Final Answer: 10')));
    agent = new Agent({ connections: 8 });
    const env = {
      ...endpointEnv(upstream.url),
      REDIS_URL: redis.url,
      DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none',
      API_KEYS: KEY,
      RUN_JOBS: 'false',
      LOG_LEVEL: 'error',
      RATE_LIMIT_WINDOW: String(WINDOW_MS / 1_000),
      CACHE_ENABLED: 'false',
    };
    servers = [1, 2, 3, 4].map(() => RunningProcess.start(env));
    urls = await Promise.all(servers.map((server) => server.listening()));
  });
  afterAll(async () => {
    for (const server of servers) server.signal('SIGTERM');
    await Promise.all(servers.map((server) => server.exitCode()));
    await agent.close();
    await upstream.close();
    await redis.remove();
  });

  /** Asks all four side by side so many times each. Gives the answers by status and how long it took. */
  const ask = async (each: number, path: string, body?: object) => {
    const statuses: Record<number, number> = {};
    const began = performance.now();
    const send = async (url: string): Promise<void> => {
      const response = await fetch(`${url}${path}`, {
        dispatcher: agent,
        headers: { Authorization: `Bearer ${KEY}`, 'Content-Type': 'application/json' },
        ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
      });
      await response.text();
      statuses[response.status] = (statuses[response.status] ?? 0) + 1;
    };
    await Promise.all(urls.flatMap((url) => Array.from({ length: each }, () => send(url))));
    return { statuses, elapsedMs: performance.now() - began };
  };
  const mostIn = (elapsedMs: number) => LIMIT + Math.floor((LIMIT * elapsedMs) / WINDOW_MS);

  it('let in twenty times the limit exactly as often as the law says', async () => {
    const { statuses, elapsedMs } = await ask(500, '/api/v1/me');
    expect(statuses[200]).toBeGreaterThanOrEqual(LIMIT);
    expect(statuses[200]).toBeLessThanOrEqual(mostIn(elapsedMs));
    expect((statuses[200] ?? 0) + (statuses[429] ?? 0)).toBe(2_000);
  });

  it('refuse no chat at 95 of 100, and the hundred-and-first', async () => {
    const question = { message: 'What is 3 * 4 - 2?' };
    expect((await ask(23, '/api/v1/chat', question)).statuses).toEqual({ 200: 92 });
    const { statuses, elapsedMs } = await ask(20, '/api/v1/chat', question);
    expect(statuses[200]).toBeGreaterThanOrEqual(8);
    expect(statuses[200]).toBeLessThanOrEqual(mostIn(elapsedMs) - 92);
    expect((statuses[200] ?? 0) + (statuses[429] ?? 0)).toBe(80);
  });
});
