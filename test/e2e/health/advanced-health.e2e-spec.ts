import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedStores, type EmbeddedStores } from '@app/embedded';
import { DatabaseSchema, RedisStore } from '@app/storage';
import { replyJson, UpstreamServer } from '@app/testing';
import { Redis } from 'ioredis';
import type { AdvancedHealthDto } from '../../../src/health/dto/advanced-health.dto';
import { JobQueues } from '../../../src/jobs/job-queues';
import { eventually } from '../../integration/storage/store-fixture';
import { endpointEnv } from '../support/endpoint-env';
import { startApp, type RunningApp } from '../support/running-app';
import { chatBody } from '../support/wire-replies';

jest.setTimeout(60_000);

describe('GET /health/advanced', () => {
  let dataDir: string;
  let stores: EmbeddedStores;
  let upstream: UpstreamServer;
  let redis: Redis;
  let running: RunningApp;

  beforeAll(async () => {
    dataDir = mkdtempSync(join(tmpdir(), 'stepwise-'));
    stores = await startEmbeddedStores({ dataDir, needRedis: true, needPostgres: true, onProgress: () => undefined });
    upstream = await UpstreamServer.start(replyJson(chatBody(undefined, 'x')));
    redis = new Redis(stores.redisUrl!);
    await redis.config('SET', 'maxmemory', 512 * 1024 * 1024);
    running = await startApp({
      ...endpointEnv(upstream.url),
      REDIS_URL: stores.redisUrl!,
      DATABASE_URL: stores.databaseUrl!,
      PROVIDER_CHECK_INTERVAL: '0',
      CACHE_ENABLED: 'true',
    });
    await running.app.get(DatabaseSchema).prepare();
    await eventually(() => {
      if (!running.app.get(RedisStore).isReady) throw new Error('not yet');
    });
  });
  afterAll(async () => {
    redis.disconnect();
    await running.close();
    await upstream.close();
    await stores.stop();
    rmSync(dataDir, { recursive: true, force: true });
  });

  const health = async (): Promise<{ status: number; body: AdvancedHealthDto }> => {
    const response = await fetch(`${running.url}/health/advanced`);
    return { status: response.status, body: (await response.json()) as AdvancedHealthDto };
  };
  const infoOf = async (field: string): Promise<number> =>
    Number(new RegExp(`^${field}:(\\d+)`, 'm').exec(await redis.info())?.[1]);

  it('gives the figures of Redis INFO, of the queues and of the process', async () => {
    await running.app.get(JobQueues).add('evaluation', { evaluationId: 'eval_waits' });
    await eventually(async () => {
      const { status, body } = await health();
      expect(status).toBe(200);
      expect(body.connectedClients).toBe(await infoOf('connected_clients'));
      expect(body.memoryUsage.redisMaxBytes).toBe(await infoOf('maxmemory'));
      const used = await infoOf('used_memory');
      expect(Math.abs(body.memoryUsage.redisUsedBytes! - used)).toBeLessThan(0.1 * used);
      expect(body.memoryUsage.redisShare).toBeCloseTo(used / (512 * 1024 * 1024), 2);
      const { waiting, active, delayed, failed } = await running.app
        .get(JobQueues)
        .queueOf('evaluations')
        .getJobCounts();
      expect(body.taskQueueDepth!['evaluations']).toEqual({ waiting, active, delayed, failed });
      expect(waiting).toBe(1);
    });
    const { body } = await health();
    expect(body).toMatchObject({
      status: 'up',
      databaseLatency: expect.any(Number),
      eventLoopLagMs: expect.any(Number),
      memoryUsage: { processRssBytes: expect.any(Number), heapLimitBytes: expect.any(Number) },
      versions: {
        stepwise: '0.1.0',
        node: process.versions.node,
        redis: expect.stringMatching(/^\d/),
        postgres: expect.stringMatching(/^1[5-9]/),
      },
      dependencies: {
        redis: { status: 'up', latencyMs: expect.any(Number), details: { breaker: 'closed', origin: 'external' } },
        postgres: { status: 'up', details: { origin: 'external', connections: { waiting: 0 } } },
        queues: { status: 'up' },
        cache: { status: 'up' },
        providers: { status: 'up', details: {} },
      },
    });
    expect(JSON.stringify(body)).not.toContain('127.0.0.1');
  });

  it('tells of providers by what was really asked of them, and of the cache by what it had', async () => {
    const chat = (message: string) =>
      fetch(`${running.url}/api/v1/chat`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ message, temperature: 0 }),
      });
    await (await chat('same')).text();
    await (await chat('same')).text();
    upstream.answer(replyJson({ error: { message: 'no' } }, 500));
    for (let index = 0; index < 6; index++) await (await chat(`other ${index}`)).text();
    await eventually(async () => {
      const { body } = await health();
      expect(body).toMatchObject({
        status: 'degraded',
        dependencies: {
          providers: {
            status: 'degraded',
            message: 'errors of up',
            lastErrorAt: expect.any(Number),
            details: { up: { status: 'degraded', lastError: expect.stringMatching(/^provider_/) } },
          },
        },
      });
      expect(body.cacheHitRate).toBeGreaterThan(0);
    });
  });

  it('costs the stores one look a second, however often it is asked', async () => {
    const looks = async (): Promise<number> =>
      Number(/cmdstat_info:calls=(\d+)/.exec(await redis.info('commandstats'))?.[1]);
    const before = await looks();
    const begun = performance.now();
    await Promise.all(Array.from({ length: 200 }, () => health()));
    const seconds = Math.ceil((performance.now() - begun) / 1000);
    // Ours are counted too.
    expect((await looks()) - before).toBeLessThanOrEqual(seconds + 2);
  });

  it('is 503 and says why once a store that it cannot do without is away', async () => {
    const lost = await startApp({ REDIS_URL: stores.redisUrl!, DATABASE_URL: 'postgres://canary@127.0.0.1:1/none' });
    const response = await fetch(`${lost.url}/health/advanced`);
    const text = await response.text();
    await lost.close();
    expect(response.status).toBe(503);
    expect(JSON.parse(text)).toMatchObject({
      status: 'down',
      dependencies: {
        postgres: { status: 'down', message: 'postgres does not answer', lastErrorAt: expect.any(Number) },
      },
    });
    expect(text).not.toContain('canary');
  });
});
