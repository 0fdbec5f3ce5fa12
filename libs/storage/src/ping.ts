import { setTimeout as delay } from 'node:timers/promises';
import type { RedisClient } from './redis/open-redis-client';
import type { Pool } from 'pg';

/**
 * How long Redis takes to answer, milliseconds with a fraction.
 *
 * @param timeoutMs most time to wait.
 * @throws Error when it does not answer in time, refuses, or is not connected. The message names no address.
 */
export async function pingRedis(client: RedisClient, timeoutMs: number): Promise<number> {
  return timed('Redis', client.call('PING'), timeoutMs);
}

/**
 * How long PostgreSQL takes to answer, milliseconds with a fraction, the wait for a connection of the pool included.
 *
 * @param timeoutMs most time to wait.
 * @throws Error when it does not answer in time, refuses, or cannot be reached. The message names no address.
 */
export async function pingPostgres(pool: Pool, timeoutMs: number): Promise<number> {
  return timed('PostgreSQL', pool.query('SELECT 1'), timeoutMs);
}

async function timed(store: string, answer: Promise<unknown>, timeoutMs: number): Promise<number> {
  const began = performance.now();
  const timer = new AbortController();
  const late = delay(timeoutMs, 'late' as const, { signal: timer.signal, ref: false });
  try {
    const outcome = await Promise.race([answer.then(() => 'answered' as const), late]);
    if (outcome === 'answered') return performance.now() - began;
  } catch (cause) {
    throw new Error(`${store} does not answer.`, { cause });
  } finally {
    timer.abort();
  }
  throw new Error(`${store} did not answer within ${timeoutMs} ms.`);
}
