import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedStores, type EmbeddedStores } from '@app/embedded';
import { RedisStore } from '@app/storage';
import { Readiness } from '../../../src/health/readiness';
import { startApp, type RunningApp } from '../support/running-app';

interface ReadyBody {
  status: string;
  details: Record<string, { status: string; latencyMs?: number; message?: string }>;
}

describe('the probes', () => {
  let dataDir: string;
  let stores: EmbeddedStores;
  let running: RunningApp;

  beforeAll(async () => {
    dataDir = mkdtempSync(join(tmpdir(), 'stepwise-'));
    stores = await startEmbeddedStores({ dataDir, needRedis: true, needPostgres: true, onProgress: () => undefined });
    running = await startApp({ REDIS_URL: stores.redisUrl!, DATABASE_URL: stores.databaseUrl! });
  }, 120_000);

  afterAll(async () => {
    await running.close();
    await stores.stop();
    rmSync(dataDir, { recursive: true, force: true });
  });

  const ready = async (): Promise<{ status: number; body: ReadyBody }> => {
    const response = await fetch(`${running.url}/health/ready`);
    return { status: response.status, body: (await response.json()) as ReadyBody };
  };

  it('are live without asking any store', async () => {
    const response = await fetch(`${running.url}/health/live`);

    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ status: 'ok' });
  });

  it('are ready when every store answers, and tell how fast', async () => {
    const { status, body } = await ready();

    expect(status).toBe(200);
    expect(body.status).toBe('ok');
    expect(body.details).toMatchObject({
      redis: { status: 'up', latencyMs: expect.any(Number) },
      postgres: { status: 'up', latencyMs: expect.any(Number) },
      server: { status: 'up' },
    });
  });

  describe('of a server whose Postgres is away', () => {
    let alone: RunningApp;

    beforeAll(async () => {
      alone = await startApp({ REDIS_URL: stores.redisUrl!, DATABASE_URL: 'postgres://canary@127.0.0.1:1/none' });
      const redis = alone.app.get(RedisStore).client;
      if (redis.status !== 'ready') await once(redis, 'ready');
    });

    afterAll(() => alone.close());

    it('tell which store is away, without its address, and stay live', async () => {
      const response = await fetch(`${alone.url}/health/ready`);
      const text = await response.text();

      expect(response.status).toBe(503);
      expect(JSON.parse(text)).toMatchObject({ details: { redis: { status: 'up' }, postgres: { status: 'down' } } });
      expect(text).not.toMatch(/canary|127\.0\.0\.1/);
      expect((await fetch(`${alone.url}/health/live`)).status).toBe(200);
    });
  });

  it('are not ready once the server is stopping', async () => {
    running.app.get(Readiness).beginStopping();

    const { status, body } = await ready();

    expect(status).toBe(503);
    expect(body.details['server']).toMatchObject({ status: 'down', message: 'stopping' });
  });
});
