import type { AddressInfo } from 'node:net';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { loadConfig } from '../../../src/config/load-config';
import { createApp } from '../../../src/create-app';

/** Stores that nobody listens on: chat answers without them. */
const NO_STORES = { redis: 'redis://127.0.0.1:1', database: 'postgres://nobody@127.0.0.1:1/none' };

/** The real app on a free port. */
export interface RunningApp {
  app: NestFastifyApplication;
  /** `http://127.0.0.1:port` */
  url: string;
  close(): Promise<void>;
}

/** What most tests do without: they ask often, and the same question again. */
const NO_LIMITS_NO_CACHE = { RATE_LIMIT_ENABLED: 'false', CACHE_ENABLED: 'false' };

/** Starts the real app with these environment variables and nothing else. Without limits and cache, unless they are asked for. */
export async function startApp(env: Record<string, string>): Promise<RunningApp> {
  const config = loadConfig({ LOG_LEVEL: 'silent', ...NO_LIMITS_NO_CACHE, ...env });
  const app = await createApp(config, {
    redis: { ...config.redis, url: config.redis.url ?? NO_STORES.redis },
    database: { ...config.database, url: config.database.url ?? NO_STORES.database },
  });
  await app.listen(0, '127.0.0.1');
  const { port } = app.getHttpServer().address() as AddressInfo;
  return { app, url: `http://127.0.0.1:${port}`, close: () => app.close() };
}
