import { AppError } from '@app/kernel';
import { SqlUsageReport, type BudgetBook, type BudgetDecision, type OpenCall } from '@app/usage';
import { eventually } from '../storage/store-fixture';
import { budgetOf, callOf, NOW, ORG, settlementOf, SpendingStage } from './spending-stage';

jest.setTimeout(120_000);

describe('spending', () => {
  let stage: SpendingStage;

  beforeAll(async () => {
    stage = await SpendingStage.start();
  });
  afterAll(() => stage.remove());
  beforeEach(() => stage.open());
  afterEach(() => stage.close());

  it('notes only calls that a budget counts, where the setting says so', async () => {
    await stage.budgets.create(budgetOf({ subjectType: 'user', subjectId: 'user_b' }));
    stage.spending = stage.newSpending({ recorded: 'budgeted', required: false });
    for (const userId of ['user_a', 'user_b']) (await stage.begin(callOf({ userId }))).settle(settlementOf(60));
    await stage.settled();

    const { rows } = await stage.pool.query('SELECT user_id FROM stepwise.usage_calls');
    expect(rows).toEqual([{ user_id: 'user_b' }]);
  });

  it('notes a call of which nobody knows whether a budget counts it', async () => {
    const book = { of: () => Promise.reject(new AppError('storage_unavailable', 'away')) } as unknown as BudgetBook;
    stage.spending = stage.newSpending({ recorded: 'budgeted', required: false, book });
    (await stage.begin(callOf())).settle(settlementOf(60));
    await stage.settled();

    expect(await stage.spent()).toBe(60);
  });

  it('never lets parallel calls take more than the budget, over two processes', async () => {
    await stage.budgets.create(budgetOf());
    const processes = [stage.spending, stage.newSpending()];
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
    const total = await stage.spent();
    expect(total).toBe((40 - refused.length) * 60);
    expect(total).toBeLessThanOrEqual(1_000);
    // Room that reservations gave back is used.
    for (;;) {
      const open = await stage.begin(callOf()).catch(() => undefined);
      if (open === undefined) break;
      open.settle(settlementOf(60));
      await stage.settled();
    }
    expect(await stage.spent()).toBe(960);
  });

  it('writes a call that begins and ends at once as one settled row, and what is told again changes nothing', async () => {
    const call = callOf();
    const rows = async (): Promise<object[]> =>
      (
        await stage.pool.query<object>(
          'SELECT id, state, outcome, cost_micro_usd::int AS cost FROM stepwise.usage_calls',
        )
      ).rows;
    const row = { id: call.id, state: 'settled', outcome: 'success', cost: 60 };
    await Promise.all([stage.ledger.open(call, false), stage.ledger.settle(call.id, settlementOf(60))]);
    expect(await rows()).toEqual([row]);
    await Promise.all([stage.ledger.open(call, false), stage.ledger.settle(call.id, settlementOf(99))]);
    expect(await rows()).toEqual([row]);
  });

  it('settles a row that was written before and is told again together with its end', async () => {
    const call = callOf();
    await stage.ledger.open(call, true);
    await Promise.all([stage.ledger.open(call, false), stage.ledger.settle(call.id, settlementOf(60))]);
    expect(await stage.spent()).toBe(60);
    const { rows } = await stage.pool.query(
      'SELECT state, reserved_micro_usd::int AS reserved FROM stepwise.usage_calls',
    );
    expect(rows).toEqual([{ state: 'settled', reserved: 100 }]);
  });

  it('says which budget refuses and when it resets', async () => {
    await stage.budgets.create(budgetOf({ limitMicroUsd: 50 }));
    await expect(stage.spending.begin(callOf())).rejects.toMatchObject({
      code: 'budget_exceeded',
      message: expect.stringContaining('"Team A"') as string,
      retryAfterMs: 12 * 3_600_000,
    });
    await expect(stage.spending.begin(callOf())).rejects.toThrow('resets at 2026-11-26T00:00:00.000Z');
    expect(await stage.spent()).toBe(0);
  });

  it('lets a call that can cost nothing through any budget that is not overdrawn, with and without Redis', async () => {
    const free = (): Promise<OpenCall> => stage.begin(callOf({ reservedMicroUsd: 0 }));
    const budget = budgetOf({ limitMicroUsd: 0 });
    await stage.budgets.create(budget);
    const byLedger = (): Promise<BudgetDecision> =>
      stage.todaysCounter().then((counter) => stage.budgets.reserve(callOf({ reservedMicroUsd: 0 }), [counter]));
    (await free()).settle(settlementOf(0));
    await stage.settled();
    expect(await byLedger()).toEqual({ allowed: true });
    await expect(stage.begin(callOf({ reservedMicroUsd: 1 }))).rejects.toMatchObject({ code: 'budget_exceeded' });

    await stage.budgets.update(ORG, budget.id, { limitMicroUsd: 100 });
    stage.spending = stage.newSpending();
    (await stage.begin(callOf())).settle(settlementOf(101));
    await stage.settled();
    await expect(free()).rejects.toMatchObject({ code: 'budget_exceeded' });
    expect(await byLedger()).toMatchObject({ allowed: false });
  });

  it('counts for users and keys apart, and a budget of each by itself', async () => {
    await stage.budgets.create(budgetOf({ name: 'each user', subjectType: 'user', limitMicroUsd: 100 }));
    await stage.budgets.create(budgetOf({ name: 'key b', subjectType: 'key', subjectId: 'key_b', limitMicroUsd: 0 }));
    await stage.begin(callOf());
    await expect(stage.begin(callOf())).rejects.toThrow('"each user"');
    await stage.begin(callOf({ userId: 'user_b' }));
    await expect(stage.begin(callOf({ userId: 'user_c', keyId: 'key_b' }))).rejects.toThrow('"key b"');
  });

  it('F1: settles what a dead process had open, and frees what it had reserved', async () => {
    await stage.budgets.create(budgetOf());
    await stage.begin(callOf({ reservedMicroUsd: 900 }));
    await stage.pool.query("UPDATE stepwise.usage_calls SET lease_until = now() - interval '1 s'");
    const other = stage.newSpending();
    expect(await other.settleLost()).toBe(1);
    expect(await other.settleLost()).toBe(0);
    const { rows } = await stage.pool.query(
      'SELECT state, outcome, estimated, cost_micro_usd FROM stepwise.usage_calls',
    );
    expect(rows).toEqual([{ state: 'settled', outcome: 'lost', estimated: true, cost_micro_usd: '7' }]);
    await (
      await other.begin(callOf({ reservedMicroUsd: 900 }))
    ).recorded;
  });

  it('does not take for lost what still runs, and takes a late settlement for the truth', async () => {
    const open = await stage.begin(callOf());
    await stage.pool.query("UPDATE stepwise.usage_calls SET lease_until = now() - interval '1 s'");
    await stage.spending.renew();
    expect(await stage.spending.settleLost()).toBe(0);
    await stage.pool.query("UPDATE stepwise.usage_calls SET lease_until = now() - interval '1 s'");
    await stage.newSpending().settleLost();
    open.settle(settlementOf(42));
    await stage.settled();
    expect(await stage.spent()).toBe(42);
  });

  it('adds up by any dimension, with what retention had summed', async () => {
    for (const [model, cost] of [
      ['up/plain', 10],
      ['up/plain', 20],
      ['up/thinker', 5],
    ] as const) {
      (await stage.begin(callOf({ model }))).settle(settlementOf(cost));
    }
    await stage.settled();
    await stage.pool.query(`INSERT INTO stepwise.usage_days
      VALUES ('org_local', '2026-11-01', 'user_a', '', 'up', 'up/plain', 'direct', 2, 1, 0, 3, 4, 0, 0, 0, 100, 50)`);
    const report = new SqlUsageReport(stage.database);
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
