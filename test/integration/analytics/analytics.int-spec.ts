import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import {
  AnalyticsReader,
  MEASURES,
  RedisLiveStore,
  SqlArchiveStore,
  TurnRecorder,
  type TurnRecord,
} from '@app/analytics';
import { describeArchiveStoreContract, describeLiveStoreContract, TEST_DAY, turnOf } from '@app/analytics/testing';
import { SystemClock } from '@app/kernel';
import { closePostgresPool, createPostgresPool, createRedis, migrate, RedisStore, SqlDatabase } from '@app/storage';
import type { Pool } from 'pg';
import { eventually, newDatabase, startTestStores, type TestStores } from '../storage/store-fixture';

jest.setTimeout(400_000);

const EVENTS = 100_000;
const HOUR_MS = 3_600_000;
/** The turns of a quarter of an hour, on both sides of midnight. */
const SPAN_MS = HOUR_MS / 4;
const FIRST = TEST_DAY - SPAN_MS / 2;

/** Numbers that look random and are the same in every run. */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

function turns(count: number): TurnRecord[] {
  const random = randomOf(7);
  const below = (limit: number): number => Math.floor(random() * limit);
  return Array.from({ length: count }, (_, index) => {
    const failed = random() < 0.05;
    return turnOf({
      organisationId: 'org_ledger',
      userId: `user_${below(300)}`,
      endedAt: FIRST + Math.floor((index / count) * SPAN_MS),
      outcome: failed ? 'failed' : 'finished',
      ...(failed ? { errorCode: 'provider_timeout' } : {}),
      model: `vendor/model-${below(12)}`,
      strategy: ['direct', 'cot', 'native'][below(3)] ?? 'direct',
      cacheStatus: random() < 0.3 ? 'hit' : 'miss',
      durationMs: below(20_000),
      firstTokenMs: below(2_000),
      inputTokens: below(4_000),
      outputTokens: below(2_000),
      costMicroUsd: below(90_000),
      savedMicroUsd: below(500),
    });
  });
}

/** The sums of a ledger by the value of a field. */
function ledgerBy(all: readonly TurnRecord[], field: 'userId' | 'model' | 'strategy' | 'outcome') {
  const sums = new Map<string, { requests: number; inputTokens: number; costMicroUsd: number; latencyMs: number }>();
  for (const turn of all) {
    const key = String(turn[field]);
    const sum = sums.get(key) ?? { requests: 0, inputTokens: 0, costMicroUsd: 0, latencyMs: 0 };
    sum.requests += 1;
    sum.inputTokens += turn.inputTokens ?? 0;
    sum.costMicroUsd += turn.costMicroUsd ?? 0;
    sum.latencyMs += turn.durationMs;
    sums.set(key, sum);
  }
  return Object.fromEntries([...sums].sort());
}

describe('analytics in Redis and Postgres', () => {
  let stores: TestStores;
  let databaseUrl: string;
  let pool: Pool;
  let redis: RedisStore;
  const workers: ChildProcess[] = [];

  beforeAll(async () => {
    stores = await startTestStores({ needRedis: true, needPostgres: true });
    databaseUrl = await newDatabase(stores.databaseUrl!);
    await migrate({ url: databaseUrl });
    pool = createPostgresPool({ url: databaseUrl });
    redis = new RedisStore(createRedis({ url: stores.redisUrl! }));
    await eventually(() => redis.command('PING'));
  });
  afterAll(async () => {
    for (const worker of workers) worker.kill('SIGKILL');
    await redis.close();
    await closePostgresPool(pool);
    await stores.remove();
  });

  describeLiveStoreContract('Redis', () => new RedisLiveStore(redis));
  describeArchiveStoreContract('Postgres', () => new SqlArchiveStore(new SqlDatabase(pool)));

  const startWorker = async (forever: boolean): Promise<ChildProcess> => {
    const program = join(__dirname, 'roll-up.ts');
    // The last one comes when all is due again.
    const now = TEST_DAY + (forever ? 10 : 20) * 24 * HOUR_MS;
    const options = JSON.stringify({ redisUrl: stores.redisUrl, databaseUrl, now, forever });
    const worker = spawn(process.execPath, ['-r', './scripts/register-ts.cjs', program, options], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    workers.push(worker);
    await once(worker.stdout, 'data');
    return worker;
  };
  const archivedRequests = async (): Promise<number> => {
    const { rows } = await pool.query<{ sum: string }>(
      `SELECT coalesce(sum(requests), 0) AS sum FROM stepwise.analytics_buckets
       WHERE organisation_id = 'org_ledger' AND grain = 'minute' AND dimension = 'all'`,
    );
    return Number(rows[0]?.sum);
  };

  it('are exactly a ledger over 100,000 turns, with workers killed in the middle', async () => {
    const ledger = turns(EVENTS);
    const drops: unknown[] = [];
    let ids = 0;
    const recorder = new TurnRecorder({
      store: new RedisLiveStore(redis),
      clock: new SystemClock(),
      newId: () => `ledger_${++ids}`,
      onDrop: (...drop) => drops.push(drop),
    });
    // One worker is killed while turns come in, another while it copies what is there.
    let worker = await startWorker(true);
    let kills = 0;
    for (let from = 0; from < EVENTS; from += 2_000) {
      for (const turn of ledger.slice(from, from + 2_000)) recorder.record(turn);
      await recorder.flush();
      if (from === 40_000 || from === 80_000) {
        await eventually(async () => expect(await archivedRequests()).toBeGreaterThan(0));
        worker.kill('SIGKILL');
        await once(worker, 'exit');
        kills += 1;
        worker = await startWorker(true);
      }
    }
    await recorder.stop();
    worker.kill('SIGKILL');
    await once(worker, 'exit');
    expect([kills, drops]).toEqual([2, []]);
    const last = await startWorker(false);
    expect((await once(last, 'exit'))[0]).toBe(0);

    const reader = new AnalyticsReader(new RedisLiveStore(redis), new SqlArchiveStore(new SqlDatabase(pool)));
    for (const grain of ['minute', 'hour', 'day'] as const) {
      expect(await new RedisLiveStore(redis).unsettled('org_ledger', grain)).toEqual([]);
      const range = { organisationId: 'org_ledger', grain, from: FIRST, to: FIRST + SPAN_MS };
      for (const [dimension, field] of [
        ['user', 'userId'],
        ['model', 'model'],
        ['strategy', 'strategy'],
        ['outcome', 'outcome'],
      ] as const) {
        const cells = await reader.cells(range, dimension);
        const found = cells.map(({ value, totals: { requests, inputTokens, costMicroUsd, latencyMs } }) => [
          value,
          { requests, inputTokens, costMicroUsd, latencyMs },
        ]);
        expect(Object.fromEntries(found.sort())).toEqual(ledgerBy(ledger, field));
      }
      const [all] = await reader.cells(range, 'all');
      expect([...(all?.latency.values() ?? [])].reduce((sum, count) => sum + count, 0)).toBe(EVENTS);
      expect(MEASURES.every((measure) => Number.isSafeInteger(all?.totals[measure]))).toBe(true);
      expect(await reader.countUsers(range)).toBeGreaterThanOrEqual(295);
      expect(await reader.countUsers(range)).toBeLessThanOrEqual(305);
    }
  });

  it('keep Redis bounded: every key ends by itself', async () => {
    const keys = (await redis.command('KEYS', 'sw:{org_ledger}*')) as string[];
    const ttls = (await redis.bulk(keys.map((key) => ({ name: 'PTTL', key })))).map((reply) => reply.ok && reply.value);
    expect(keys.length).toBeGreaterThan(0);
    expect(ttls.every((ttl) => Number(ttl) > 0)).toBe(true);
  });
});
