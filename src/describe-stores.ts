import { once } from 'node:events';
import { pingPostgres, pingRedis, RedisServerCheck, RedisStore, type RedisNode } from '@app/storage';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Pool } from 'pg';
import type { AppConfig, RedisConfig } from './config/app-config';

const PING_TIMEOUT_MS = 1_000;

/**
 * Resolves when Redis answers, or after a second: "ready" should be true when it is printed. Rejects when it answers and must
 * not be used.
 */
export async function awaitRedis(app: NestFastifyApplication): Promise<void> {
  const { client } = app.get(RedisStore);
  // Not answering in time is no reason not to start; the probes tell.
  if (client.status !== 'ready') {
    await once(client, 'ready', { signal: AbortSignal.timeout(PING_TIMEOUT_MS) }).catch(() => undefined);
  }
  if (client.status !== 'ready') return;
  const check = app.get(RedisServerCheck);
  await check.look();
  if (check.refusal !== undefined) throw new Error(check.refusal);
}

/** One line for each store that was given by its URL: where it is, without credentials, and whether it answers. */
export async function describeExternalStores(
  app: NestFastifyApplication,
  { redis, database }: AppConfig,
): Promise<string[]> {
  const lines: Promise<string>[] = [];
  if (database.url !== undefined) {
    lines.push(
      describe('PostgreSQL', new URL(database.url).host, 'DATABASE_URL', pingPostgres(app.get(Pool), PING_TIMEOUT_MS)),
    );
  }
  const where = redisPlace(redis);
  if (where !== undefined) {
    lines.push(describe('Redis', ...where, pingRedis(app.get(RedisStore).client, PING_TIMEOUT_MS)));
  }
  return Promise.all(lines);
}

/** The address without credentials and the variable that gave it; undefined for the embedded server. */
function redisPlace({ url, sentinel, clusterNodes }: RedisConfig): [string, string] | undefined {
  const hosts = (nodes: readonly RedisNode[]) => nodes.map(({ host, port }) => `${host}:${port}`).join(', ');
  if (clusterNodes !== undefined) return [hosts(clusterNodes), 'REDIS_CLUSTER_NODES'];
  if (sentinel !== undefined) return [`${sentinel.masterName} of ${hosts(sentinel.nodes)}`, 'REDIS_SENTINELS'];
  return url === undefined ? undefined : [new URL(url).host, 'REDIS_URL'];
}

async function describe(store: string, place: string, variable: string, ping: Promise<number>): Promise<string> {
  const where = `${store} at ${place} (${variable})`;
  try {
    await ping;
    return where;
  } catch {
    return `${where}, which does not answer yet`; // the connection tries again by itself and logs when it is there
  }
}
