import { setTimeout as delay } from 'node:timers/promises';
import { AppError, RandomIdGenerator } from '@app/kernel';
import { closePostgresPool, createPostgresPool, createRedis, migrate, RedisStore, SqlDatabase } from '@app/storage';
import { ManualClock } from '@app/testing';
import {
  BudgetBook,
  RedisBudgetCounters,
  Spending,
  SqlBudgets,
  SqlUsageLedger,
  SqlUsageReport,
  type Budget,
  type BudgetCounter,
  type OpenCall,
  type Settlement,
  type SpendingParts,
  type UsageCall,
} from '@app/usage';
import type { Pool } from 'pg';
import { RedisProcess } from '../../redis-servers/redis-process';
import { eventually, newDatabase, startTestStores, type TestStores } from '../storage/store-fixture';

jest.setTimeout(120_000);

const ORG = 'org_local';
const NOW = Date.UTC(2026, 10, 25, 12);
const ids = new RandomIdGenerator();
const callOf = (more: Partial<UsageCall> = {}): UsageCall => ({
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
  createdAt: NOW,
  reservedMicroUsd: 100,
  lost: { costMicroUsd: 7, inputTokens: 7 },
  ...more,
});
const settlementOf = (costMicroUsd: number): Settlement => ({
  outcome: 'success',
  usage: { inputTokens: costMicroUsd, outputTokens: 0 },
  costMicroUsd,
  priceVersion: 'configured',
  estimated: false,
  settledAt: NOW,
});
const budgetOf = (more: Partial<Budget> = {}): Budget => ({
  id: ids.next('budget'),
  organisationId: ORG,
  name: 'Team A',
  subjectType: 'organisation',
  period: 'day',
  limitMicroUsd: 1_000,
  ...more,
});

describe('spending', () => {
  let stores: TestStores;
  let server: RedisProcess;
  let redis: RedisStore;
  let pool: Pool;
  let database: SqlDatabase;
  let ledger: SqlUsageLedger;
  let budgets: SqlBudgets;
  let counters: RedisBudgetCounters;
  let events: string[];
  let spending: Spending;

  beforeAll(async () => {
    stores = await startTestStores({ needRedis: false, needPostgres: true });
    server = await RedisProcess.start();
  });
  afterAll(async () => {
    await server.remove();
    await stores.remove();
  });
  beforeEach(async () => {
    const url = await newDatabase(stores.databaseUrl!);
    await migrate({ url });
    pool = createPostgresPool({ url, maxConnections: 20 });
    database = new SqlDatabase(pool);
    redis = new RedisStore(createRedis({ url: `redis://127.0.0.1:${server.port}`, commandTimeoutMs: 500 }));
    await eventually(() => redis.command('FLUSHALL'));
    ledger = new SqlUsageLedger(database);
    budgets = new SqlBudgets(database);
    counters = new RedisBudgetCounters(redis, (counter) => budgets.truthOf(counter));
    events = [];
    spending = newSpending();
  });
  afterEach(async () => {
    await redis.close();
    await closePostgresPool(pool);
  });

  const newSpending = (more: Partial<SpendingParts> = {}): Spending => {
    const clock = new ManualClock(NOW);
    const book = new BudgetBook(budgets, clock);
    return new Spending({
      ledger,
      budgets,
      book,
      counters,
      clock,
      required: true,
      onEvent: (event) => void events.push(event),
      ...more,
    });
  };
  const begin = async (call: UsageCall): Promise<OpenCall> => {
    const open = await spending.begin(call);
    await open.recorded;
    return open;
  };
  /** The counter of the only budget. */
  const todaysCounter = async (): Promise<BudgetCounter> => {
    const [budget] = await budgets.list(ORG);
    return { budget: budget!, subject: '', startsAt: Date.UTC(2026, 10, 25), resetsAt: Date.UTC(2026, 10, 26) };
  };
  const settled = () => eventually(() => expect(spending.openCalls).toEqual([]));
  const spent = async (): Promise<number> => {
    const { rows } = await pool.query<{ sum: string }>(
      'SELECT coalesce(sum(cost_micro_usd), 0) AS sum FROM stepwise.usage_calls',
    );
    return Number(rows[0]!.sum);
  };

  it('notes only calls that a budget counts, where the setting says so', async () => {
    await budgets.create(budgetOf({ subjectType: 'user', subjectId: 'user_b' }));
    spending = newSpending({ recorded: 'budgeted', required: false });
    for (const userId of ['user_a', 'user_b']) (await begin(callOf({ userId }))).settle(settlementOf(60));
    await settled();

    const { rows } = await pool.query('SELECT user_id FROM stepwise.usage_calls');
    expect(rows).toEqual([{ user_id: 'user_b' }]);
  });

  it('notes a call of which nobody knows whether a budget counts it', async () => {
    const book = { of: () => Promise.reject(new AppError('storage_unavailable', 'away')) } as unknown as BudgetBook;
    spending = newSpending({ recorded: 'budgeted', required: false, book });
    (await begin(callOf())).settle(settlementOf(60));
    await settled();

    expect(await spent()).toBe(60);
  });

  it('never lets parallel calls take more than the budget, over two processes', async () => {
    await budgets.create(budgetOf());
    const processes = [spending, newSpending()];
    const calls = Array.from({ length: 40 }, (_, i) => {
      const call = callOf();
      return processes[i % 2]!.begin(call).then(async (open) => {
        await open.recorded;
        open.settle(settlementOf(60));
      });
    });
    const results = await Promise.allSettled(calls);
    const refused = results.filter(({ status }) => status === 'rejected');
    await eventually(() => expect(processes.flatMap((one) => one.openCalls)).toEqual([]));
    const total = await spent();
    expect(total).toBe((40 - refused.length) * 60);
    expect(total).toBeLessThanOrEqual(1_000);
    // Room that reservations gave back is used.
    for (;;) {
      const open = await begin(callOf()).catch(() => undefined);
      if (open === undefined) break;
      open.settle(settlementOf(60));
      await settled();
    }
    expect(await spent()).toBe(960);
  });

  it('writes a call that begins and ends at once as one settled row, and what is told again changes nothing', async () => {
    const call = callOf();
    const rows = async (): Promise<object[]> =>
      (await pool.query<object>('SELECT id, state, outcome, cost_micro_usd::int AS cost FROM stepwise.usage_calls'))
        .rows;
    const row = { id: call.id, state: 'settled', outcome: 'success', cost: 60 };
    await Promise.all([ledger.open(call, false), ledger.settle(call.id, settlementOf(60))]);
    expect(await rows()).toEqual([row]);
    await Promise.all([ledger.open(call, false), ledger.settle(call.id, settlementOf(99))]);
    expect(await rows()).toEqual([row]);
  });

  it('settles a row that was written before and is told again together with its end', async () => {
    const call = callOf();
    await ledger.open(call, true);
    await Promise.all([ledger.open(call, false), ledger.settle(call.id, settlementOf(60))]);
    expect(await spent()).toBe(60);
    const { rows } = await pool.query('SELECT state, reserved_micro_usd::int AS reserved FROM stepwise.usage_calls');
    expect(rows).toEqual([{ state: 'settled', reserved: 100 }]);
  });

  it('says which budget refuses and when it resets', async () => {
    await budgets.create(budgetOf({ limitMicroUsd: 50 }));
    await expect(spending.begin(callOf())).rejects.toMatchObject({
      code: 'budget_exceeded',
      message: expect.stringContaining('"Team A"') as string,
      retryAfterMs: 12 * 3_600_000,
    });
    await expect(spending.begin(callOf())).rejects.toThrow('resets at 2026-11-26T00:00:00.000Z');
    expect(await spent()).toBe(0);
  });

  it('counts for users and keys apart, and a budget of each by itself', async () => {
    await budgets.create(budgetOf({ name: 'each user', subjectType: 'user', limitMicroUsd: 100 }));
    await budgets.create(budgetOf({ name: 'key b', subjectType: 'key', subjectId: 'key_b', limitMicroUsd: 0 }));
    await begin(callOf());
    await expect(begin(callOf())).rejects.toThrow('"each user"');
    await begin(callOf({ userId: 'user_b' }));
    await expect(begin(callOf({ userId: 'user_c', keyId: 'key_b' }))).rejects.toThrow('"key b"');
  });

  it('F11: knows what was spent and reserved after Redis lost everything, before it allows anything', async () => {
    await budgets.create(budgetOf());
    const first = await begin(callOf({ reservedMicroUsd: 400 }));
    const second = await begin(callOf({ reservedMicroUsd: 500 }));
    first.settle(settlementOf(300));
    await eventually(() => expect(spending.openCalls).toHaveLength(1));
    await redis.command('FLUSHALL');
    await expect(begin(callOf({ reservedMicroUsd: 201 }))).rejects.toThrow('budget');
    const counter = await todaysCounter();
    expect(await counters.read([counter])).toEqual([{ spentMicroUsd: 300, reservedMicroUsd: 500 }]);
    // What was reserved before is settled after, once.
    second.settle(settlementOf(450));
    await settled();
    expect(await counters.read([counter])).toEqual([{ spentMicroUsd: 750, reservedMicroUsd: 0 }]);
    await redis.command('FLUSHALL');
    expect(await counters.read([counter])).toEqual([{ spentMicroUsd: 750, reservedMicroUsd: 0 }]);
  });

  /** Somebody who is rebuilding the counter and has read the ledger, but not written yet; goes on when told. */
  const slowRebuilding = async (): Promise<{ goOn(): Promise<void> }> => {
    let goOn = (): void => undefined;
    let hasRead = (): void => undefined;
    const read = new Promise<void>((resolve) => (hasRead = resolve));
    const slow = new RedisBudgetCounters(redis, async (counter) => {
      const truth = await budgets.truthOf(counter);
      hasRead();
      await new Promise<void>((resolve) => (goOn = resolve));
      return truth;
    });
    void slow.read([await todaysCounter()]);
    await read;
    return {
      goOn: async () => {
        goOn();
        await redis.command('PING'); // answered after what it has sent
      },
    };
  };

  it.each([
    ['Redis lost everything', () => redis.command('FLUSHALL')],
    ['the counter was dropped', async () => counters.forget([await todaysCounter()])],
  ])('does not rebuild from a reading that is older than a counter that was there since: %s', async (_, lose) => {
    await budgets.create(budgetOf());
    const slow = await slowRebuilding();
    const open = await begin(callOf());
    await lose();
    await slow.goOn();
    open.settle(settlementOf(30));
    await settled();

    expect(await counters.read([await todaysCounter()])).toEqual([{ spentMicroUsd: 30, reservedMicroUsd: 0 }]);
  });

  it('does not rebuild from a reading that is older than a call that the ledger let in', async () => {
    await budgets.create(budgetOf());
    const slow = await slowRebuilding();
    const away = Object.create(counters) as RedisBudgetCounters;
    away.reserve = () => Promise.reject(new Error('away'));
    spending = newSpending({ counters: away });
    await begin(callOf());
    await spending.forgetDoubtful();
    await slow.goOn();

    expect(await counters.read([await todaysCounter()])).toEqual([{ spentMicroUsd: 0, reservedMicroUsd: 100 }]);
  });

  it('confirms a call before it settles it, however short the call is', async () => {
    await budgets.create(budgetOf());
    const late = Object.create(counters) as RedisBudgetCounters;
    let confirm = (): void => undefined;
    const mayConfirm = new Promise<void>((resolve) => (confirm = resolve));
    late.confirm = async (...args) => {
      await mayConfirm;
      await counters.confirm(...args);
    };
    spending = newSpending({ counters: late });
    const open = await spending.begin(callOf());
    open.settle(settlementOf(30));
    await delay(100);
    expect(await counters.read([await todaysCounter()])).toEqual([{ spentMicroUsd: 0, reservedMicroUsd: 100 }]);
    confirm();
    await settled();

    expect(await counters.read([await todaysCounter()])).toEqual([{ spentMicroUsd: 30, reservedMicroUsd: 0 }]);
  });

  it('stays exact while Redis loses everything at random moments', async () => {
    await budgets.create(budgetOf({ limitMicroUsd: 1_000_000 }));
    const flushes = (async () => {
      for (let i = 0; i < 25; i++) await redis.command('FLUSHALL');
    })();
    await Promise.all(
      Array.from({ length: 100 }, async (_, i) => {
        const open = await begin(callOf());
        open.settle(settlementOf(i));
      }),
    );
    await flushes;
    await settled();
    const counter = await todaysCounter();
    expect(await counters.read([counter])).toEqual([{ spentMicroUsd: 4_950, reservedMicroUsd: 0 }]);
  });

  it('decides by the ledger, as exactly, while Redis is away, and Redis is right when it is back', async () => {
    await budgets.create(budgetOf());
    (await begin(callOf())).settle(settlementOf(100));
    await settled();
    await server.kill();
    const results = await Promise.allSettled(
      Array.from({ length: 20 }, async () => {
        (await begin(callOf())).settle(settlementOf(100));
      }),
    );
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(9);
    await settled();
    expect(events).toContain('decided_by_ledger');
    expect(await spent()).toBe(1_000);
    await server.startAgain();
    await eventually(() => redis.command('PING'));
    await spending.forgetDoubtful();
    await expect(begin(callOf())).rejects.toMatchObject({ code: 'budget_exceeded' });
  });

  it('F1: settles what a dead process had open, and frees what it had reserved', async () => {
    await budgets.create(budgetOf());
    await begin(callOf({ reservedMicroUsd: 900 }));
    await pool.query("UPDATE stepwise.usage_calls SET lease_until = now() - interval '1 s'");
    const other = newSpending();
    expect(await other.settleLost()).toBe(1);
    expect(await other.settleLost()).toBe(0);
    const { rows } = await pool.query('SELECT state, outcome, estimated, cost_micro_usd FROM stepwise.usage_calls');
    expect(rows).toEqual([{ state: 'settled', outcome: 'lost', estimated: true, cost_micro_usd: '7' }]);
    await (
      await other.begin(callOf({ reservedMicroUsd: 900 }))
    ).recorded;
  });

  it('does not take for lost what still runs, and takes a late settlement for the truth', async () => {
    const open = await begin(callOf());
    await pool.query("UPDATE stepwise.usage_calls SET lease_until = now() - interval '1 s'");
    await spending.renew();
    expect(await spending.settleLost()).toBe(0);
    await pool.query("UPDATE stepwise.usage_calls SET lease_until = now() - interval '1 s'");
    await newSpending().settleLost();
    open.settle(settlementOf(42));
    await settled();
    expect(await spent()).toBe(42);
  });

  it('adds up by any dimension, with what retention had summed', async () => {
    for (const [model, cost] of [
      ['up/plain', 10],
      ['up/plain', 20],
      ['up/thinker', 5],
    ] as const) {
      (await begin(callOf({ model }))).settle(settlementOf(cost));
    }
    await settled();
    await pool.query(`INSERT INTO stepwise.usage_days
      VALUES ('org_local', '2026-11-01', 'user_a', '', 'up', 'up/plain', 'direct', 2, 1, 0, 3, 4, 0, 0, 0, 100, 50)`);
    const report = new SqlUsageReport(database);
    const filter = { organisationId: ORG, since: Date.UTC(2026, 10, 1), until: NOW + 1 };
    const [all] = await report.sums(filter, [], 10);
    expect(all).toMatchObject({ calls: 5, costMicroUsd: 135, estimatedCalls: 1, estimatedCostMicroUsd: 50 });
    expect(await report.sums(filter, ['model', 'day'], 10)).toMatchObject([
      { model: 'up/plain', day: '2026-11-01', costMicroUsd: 100 },
      { model: 'up/plain', day: '2026-11-25', calls: 2, costMicroUsd: 30 },
      { model: 'up/thinker', day: '2026-11-25', calls: 1, costMicroUsd: 5 },
    ]);
    expect(await report.sums({ ...filter, organisationId: 'org_two' }, ['model'], 10)).toEqual([]);
  });
});
