import { once } from 'node:events';
import { pingPostgres, pingRedis } from '@app/storage';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Redis } from 'ioredis';
import { Pool } from 'pg';
import type { AppConfig } from './config/app-config';

const PING_TIMEOUT_MS = 1_000;

/** Resolves when Redis answers, or after a second: "ready" should be true when it is printed. */
export async function awaitRedis(app: NestFastifyApplication): Promise<void> {
  const redis = app.get(Redis);
  if (redis.status === 'ready') return;
  // Not answering in time is no reason not to start; the probes tell.
  await once(redis, 'ready', { signal: AbortSignal.timeout(PING_TIMEOUT_MS) }).catch(() => undefined);
}

/** One line for each store that was given by its URL: where it is, without credentials, and whether it answers. */
export async function describeExternalStores(
  app: NestFastifyApplication,
  { redis, database }: AppConfig,
): Promise<string[]> {
  const lines: Promise<string>[] = [];
  if (database.url !== undefined) {
    lines.push(describe('PostgreSQL', database.url, 'DATABASE_URL', pingPostgres(app.get(Pool), PING_TIMEOUT_MS)));
  }
  if (redis.url !== undefined) {
    lines.push(describe('Redis', redis.url, 'REDIS_URL', pingRedis(app.get(Redis), PING_TIMEOUT_MS)));
  }
  return Promise.all(lines);
}

async function describe(store: string, url: string, variable: string, ping: Promise<number>): Promise<string> {
  const where = `${store} at ${new URL(url).host} (${variable})`;
  try {
    await ping;
    return where;
  } catch {
    return `${where}, which does not answer yet`; // the connection tries again by itself and logs when it is there
  }
}
