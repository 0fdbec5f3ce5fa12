import { RandomIdGenerator, SystemClock } from '@app/kernel';
import { closePostgresPool, createPostgresPool, createRedis, migrate, RedisStore, SqlDatabase } from '@app/storage';
import { BudgetBook, RedisBudgetCounters, Spending, SqlBudgets, SqlUsageLedger, type UsageCall } from '@app/usage';
import type { Pool } from 'pg';
import { eventually, newDatabase, startTestStores, type TestStores } from '../integration/storage/store-fixture';
import { FaultProxy } from '../redis-servers/fault-proxy';
import { RedisProcess } from '../redis-servers/redis-process';

jest.setTimeout(120_000);

const ORG = 'org_local';
const LIMIT = 1_000;
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

describe('a failover that loses what the master had acknowledged', () => {
  let stores: TestStores;
  let master: RedisProcess;
  let replica: RedisProcess;
  /** Between the product and whichever server is the master. */
  let front: FaultProxy;
  /** Between master and replica. */
  let link: FaultProxy;
  let redis: RedisStore;
  let pool: Pool;
  let spending: Spending;

  beforeAll(async () => {
    stores = await startTestStores({ needRedis: false, needPostgres: true });
    master = await RedisProcess.start(['--repl-diskless-sync', 'no']);
    link = await FaultProxy.to(master.port);
    replica = await RedisProcess.start(['--replicaof', '127.0.0.1', String(link.port)]);
    front = await FaultProxy.to(master.port);
    redis = new RedisStore(createRedis({ url: front.url, commandTimeoutMs: 500 }));
    const url = await newDatabase(stores.databaseUrl!);
    await migrate({ url });
    pool = createPostgresPool({ url, maxConnections: 20 });
    const database = new SqlDatabase(pool);
    const budgets = new SqlBudgets(database);
    const clock = new SystemClock();
    spending = new Spending({
      ledger: new SqlUsageLedger(database),
      budgets,
      book: new BudgetBook(budgets, clock),
      counters: new RedisBudgetCounters(redis, (counter) => budgets.truthOf(counter)),
      clock,
      required: true,
      onEvent: () => undefined,
    });
    await budgets.create({
      id: ids.next('budget'),
      organisationId: ORG,
      name: 'Team A',
      subjectType: 'organisation',
      period: 'day',
      limitMicroUsd: LIMIT,
    });
    await eventually(() => redis.command('PING'));
  });
  afterAll(async () => {
    await redis.close();
    await closePostgresPool(pool);
    front.close();
    link.close();
    await master.remove();
    await replica.remove();
    await stores.remove();
  });

  /** Spends, and resolves when ledger and counter have it. */
  const spend = async (costMicroUsd: number): Promise<void> => {
    const open = await spending.begin(callOf(costMicroUsd));
    await open.recorded;
    open.settle({
      outcome: 'success',
      usage: { inputTokens: costMicroUsd, outputTokens: 0 },
      costMicroUsd,
      priceVersion: 'configured',
      estimated: false,
      settledAt: Date.now(),
    });
    await eventually(() => expect(spending.openCalls).toEqual([]));
  };
  const spentByLedger = async (): Promise<number> => {
    const { rows } = await pool.query<{ sum: string }>('SELECT sum(cost_micro_usd) AS sum FROM stepwise.usage_calls');
    return Number(rows[0]?.sum);
  };
  const waitReplicas = () => redis.command('WAIT', 1, 10_000);

  it('F12: the budget knows all the same what was spent, before it allows anything', async () => {
    await spend(300);
    await eventually(async () => expect(await waitReplicas()).toBe(1));
    link.mute = true; // the replica gets nothing any more, and the master does not know
    await spend(400);
    await master.kill();
    const promoted = replica.client();
    await promoted.replicaof('NO', 'ONE');
    const [lost] = await promoted.keys('*:budget:*');
    expect(await promoted.hget(lost ?? '', 's')).toBe('300'); // 400 of what was acknowledged are lost
    promoted.disconnect();
    front.target = replica.port;
    await eventually(() => expect(redis.isReady).toBe(true));
    await expect(spending.begin(callOf(400))).rejects.toMatchObject({ code: 'budget_exceeded' });
    await spend(300);
    expect(await spentByLedger()).toBe(LIMIT);
  });
});
