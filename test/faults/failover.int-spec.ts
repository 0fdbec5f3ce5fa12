import { execFileSync } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { RandomIdGenerator, SystemClock } from '@app/kernel';
import { closePostgresPool, createPostgresPool, createRedis, migrate, RedisStore, SqlDatabase } from '@app/storage';
import { BudgetBook, RedisBudgetCounters, Spending, SqlBudgets, SqlUsageLedger, type UsageCall } from '@app/usage';
import type { Pool } from 'pg';
import { eventually, newDatabase, startTestStores, type TestStores } from '../integration/storage/store-fixture';
import { FaultProxy } from '../redis-servers/fault-proxy';
import { RedisCluster } from '../redis-servers/redis-cluster';
import { RedisProcess } from '../redis-servers/redis-process';

jest.setTimeout(120_000);

const ORG = 'org_local';
const LIMIT = 1_000;
/** Until then a Cluster was looked at again. */
const LOOK_MS = 2_000;
const ids = new RandomIdGenerator();

const callOf = (reservedMicroUsd: number): UsageCall => ({
  id: ids.next('call'),
  organisationId: ORG,
  userId: 'user_a',
  keyId: 'key_a',
  turnId: 'chat_1',
  requestId: 'req_1',
  dialect: 'native',
  strategy: 'direct',
  provider: 'up',
  model: 'up/plain',
  createdAt: Date.now(),
  reservedMicroUsd,
  lost: { costMicroUsd: 7, inputTokens: 7 },
});

/** Spending against one budget of an organisation, counted in that Redis. */
class BudgetedSpending {
  private constructor(
    private readonly pool: Pool,
    readonly spending: Spending,
  ) {}

  static async start(stores: TestStores, redis: RedisStore): Promise<BudgetedSpending> {
    const url = await newDatabase(stores.databaseUrl!);
    await migrate({ url });
    const pool = createPostgresPool({ url, maxConnections: 20 });
    const database = new SqlDatabase(pool);
    const budgets = new SqlBudgets(database);
    const clock = new SystemClock();
    const counters = new RedisBudgetCounters(redis, (counter) => budgets.truthOf(counter));
    const ledger = new SqlUsageLedger(database);
    const spending = new Spending({
      ledger,
      budgets,
      book: new BudgetBook(budgets, clock),
      counters,
      clock,
      required: true,
    });
    await budgets.create({
      id: ids.next('budget'),
      organisationId: ORG,
      name: 'Team A',
      subjectType: 'organisation',
      period: 'day',
      limitMicroUsd: LIMIT,
    });
    return new BudgetedSpending(pool, spending);
  }

  /** Spends, and resolves when ledger and counter have it. */
  async spend(costMicroUsd: number): Promise<void> {
    const open = await this.spending.begin(callOf(costMicroUsd));
    await open.recorded;
    open.settle({
      outcome: 'success',
      usage: { inputTokens: costMicroUsd, outputTokens: 0 },
      costMicroUsd,
      priceVersion: 'configured',
      estimated: false,
      settledAt: Date.now(),
    });
    await eventually(() => expect(this.spending.openCalls).toEqual([]));
  }

  async byLedger(): Promise<number> {
    const { rows } = await this.pool.query<{ sum: string }>(
      'SELECT sum(cost_micro_usd) AS sum FROM stepwise.usage_calls',
    );
    return Number(rows[0]?.sum);
  }

  close(): Promise<void> {
    return closePostgresPool(this.pool);
  }
}

describe('a failover that loses what the master had acknowledged', () => {
  let stores: TestStores;
  let redis: RedisStore;
  let budgeted: BudgetedSpending;
  /** What a test started, to be removed however it ends. */
  let started: (() => unknown)[];

  beforeAll(async () => {
    stores = await startTestStores({ needRedis: false, needPostgres: true });
  });
  afterAll(() => stores.remove());
  beforeEach(() => (started = []));
  afterEach(async () => {
    for (const remove of started.reverse()) await remove();
  });

  const startProduct = async (store: RedisStore): Promise<void> => {
    redis = store;
    started.push(() => redis.close());
    budgeted = await BudgetedSpending.start(stores, redis);
    started.push(() => budgeted.close());
    await eventually(() => redis.command('PING'));
  };

  it('F12: the budget knows all the same what was spent, before it allows anything', async () => {
    const master = await RedisProcess.start(['--repl-diskless-sync', 'no']);
    const link = await FaultProxy.to(master.port); // between master and replica
    const replica = await RedisProcess.start(['--replicaof', '127.0.0.1', String(link.port)]);
    const front = await FaultProxy.to(master.port); // between the product and whichever server is the master
    started.push(
      () => front.close(),
      () => link.close(),
      () => master.remove(),
      () => replica.remove(),
    );
    await startProduct(new RedisStore(createRedis({ url: front.url, commandTimeoutMs: 500 })));

    await budgeted.spend(300);
    await eventually(async () => expect(await redis.command('WAIT', 1, 10_000)).toBe(1));
    link.mute = true; // the replica gets nothing any more, and the master does not know
    await budgeted.spend(400);
    await master.kill();
    const promoted = replica.client();
    await promoted.replicaof('NO', 'ONE');
    const [lost] = await promoted.keys('*:budget:*');
    expect(await promoted.hget(lost ?? '', 's')).toBe('300'); // 400 of what was acknowledged are lost
    promoted.disconnect();
    front.target = replica.port;
    await eventually(() => expect(redis.isReady).toBe(true));
    await expect(budgeted.spending.begin(callOf(400))).rejects.toMatchObject({ code: 'budget_exceeded' });
    await budgeted.spend(300);
    expect(await budgeted.byLedger()).toBe(LIMIT);
  });

  it.each([
    ['is killed', (master: RedisProcess) => master.kill()],
    ['is replaced while it runs', takeOver],
  ])('F12: the same when a master of a Cluster %s', async (_, end) => {
    const cluster = await RedisCluster.start({ replicas: 1 });
    started.push(() => cluster.remove());
    await startProduct(new RedisStore(createRedis({ clusterNodes: cluster.nodes, commandTimeoutMs: 500 })));
    await eventually(() => redis.command('SET', 'probe', '1'));
    await budgeted.spend(300);
    const [counter] = await keysOf(redis, '*:budget:*');
    if (counter === undefined) throw new Error('There is no counter.');
    await budgeted.spend(400);
    const old = cluster.masterOf(counter);
    await end(old);
    await eventually(() => expect(cluster.masterOf(counter).port).not.toBe(old.port));
    const promoted = cluster.masterOf(counter).client();
    await promoted.hset(counter, 's', '300'); // as a replica has it that missed the last
    promoted.disconnect();

    await delay(LOOK_MS);
    await eventually(() => redis.command('HGET', counter, 's'));
    await expect(budgeted.spending.begin(callOf(400))).rejects.toMatchObject({ code: 'budget_exceeded' });
    await budgeted.spend(300);
    expect(await budgeted.byLedger()).toBe(LIMIT);
  });
});

/** Makes the replica of a master the master in its place; the old one goes on as a replica. */
async function takeOver(master: RedisProcess): Promise<void> {
  const replicas = execFileSync('redis-cli', ['-p', String(master.port), 'info', 'replication'], { encoding: 'utf8' });
  const port = /slave0:ip=[^,]*,port=(\d+)/.exec(replicas)?.[1] ?? '';
  execFileSync('redis-cli', ['-p', port, 'cluster', 'failover', 'takeover']);
}

async function keysOf(redis: RedisStore, pattern: string): Promise<string[]> {
  const all: string[] = [];
  for await (const { keys } of redis.scan(pattern, 100)) all.push(...keys);
  return all;
}
