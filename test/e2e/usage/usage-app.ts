import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedStores, type EmbeddedStores } from '@app/embedded';
import { closePostgresPool, createPostgresPool, migrate } from '@app/storage';
import { UpstreamServer } from '@app/testing';
import type { Pool } from 'pg';
import { endpointEnv } from '../support/endpoint-env';
import { startApp, type RunningApp } from '../support/running-app';

/** The app on stores of its own, with an upstream whose model `up/plain` has a price. */
export interface UsageApp {
  running: RunningApp;
  upstream: UpstreamServer;
  pool: Pool;
  stores: EmbeddedStores;
  ask(body: object, signal?: AbortSignal): Promise<Response>;
  close(): Promise<void>;
}

/** Starts it. */
export async function startUsageApp(env: Record<string, string> = {}): Promise<UsageApp> {
  const dataDir = mkdtempSync(join(tmpdir(), 'stepwise-'));
  const stores = await startEmbeddedStores({
    dataDir,
    needRedis: true,
    needPostgres: true,
    searchPath: process.env['PATH'],
    onProgress: () => undefined,
  });
  const DATABASE_URL = stores.databaseUrl!;
  await migrate({ url: DATABASE_URL });
  const upstream = await UpstreamServer.start();
  const pool = createPostgresPool({ url: DATABASE_URL });
  const running = await startApp({
    DATABASE_URL,
    REDIS_URL: stores.redisUrl!,
    DATA_DIR: dataDir,
    ...endpointEnv(upstream.url),
    ...env,
  });
  return {
    running,
    upstream,
    pool,
    stores,
    ask: (body, signal) =>
      fetch(`${running.url}/api/v1/chat`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ reasoning: { strategy: 'direct' }, cache: { mode: 'bypass' }, ...body }),
        ...(signal === undefined ? {} : { signal }),
      }),
    close: async () => {
      await running.close();
      await upstream.close();
      await closePostgresPool(pool);
      await stores.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
