import { setTimeout as delay } from 'node:timers/promises';
import { RedisBudgetCounters } from '@app/usage';
import { eventually } from '../storage/store-fixture';
import { budgetOf, callOf, settlementOf, SpendingStage } from './spending-stage';

jest.setTimeout(120_000);

describe('spending while Redis loses its counters', () => {
  let stage: SpendingStage;

  beforeAll(async () => {
    stage = await SpendingStage.start();
  });
  afterAll(() => stage.remove());
  beforeEach(() => stage.open());
  afterEach(() => stage.close());

  /** Somebody who is rebuilding the counter and has read the ledger, but not written yet; goes on when told. */
  const slowRebuilding = async (): Promise<{ goOn(): Promise<void> }> => {
    let goOn = (): void => undefined;
    let hasRead = (): void => undefined;
    const read = new Promise<void>((resolve) => (hasRead = resolve));
    const slow = new RedisBudgetCounters(stage.redis, async (counter) => {
      const truth = await stage.budgets.truthOf(counter);
      hasRead();
      await new Promise<void>((resolve) => (goOn = resolve));
      return truth;
    });
    void slow.read([await stage.todaysCounter()]);
    await read;
    return {
      goOn: async () => {
        goOn();
        await stage.redis.command('PING'); // answered after what it has sent
      },
    };
  };

  it.each([
    ['Redis lost everything', () => stage.redis.command('FLUSHALL')],
    ['the counter was dropped', async () => stage.counters.forget([await stage.todaysCounter()])],
  ])('does not rebuild from a reading that is older than a counter that was there since: %s', async (_, lose) => {
    await stage.budgets.create(budgetOf());
    const slow = await slowRebuilding();
    const open = await stage.begin(callOf());
    await lose();
    await slow.goOn();
    open.settle(settlementOf(30));
    await stage.settled();

    expect(await stage.counters.read([await stage.todaysCounter()])).toEqual([
      { spentMicroUsd: 30, reservedMicroUsd: 0 },
    ]);
  });

  it('does not rebuild from a reading that is older than a call that the ledger let in', async () => {
    await stage.budgets.create(budgetOf());
    const slow = await slowRebuilding();
    const away = Object.create(stage.counters) as RedisBudgetCounters;
    away.reserve = () => Promise.reject(new Error('away'));
    stage.spending = stage.newSpending({ counters: away });
    await stage.begin(callOf());
    await stage.spending.forgetDoubtful();
    await slow.goOn();

    expect(await stage.counters.read([await stage.todaysCounter()])).toEqual([
      { spentMicroUsd: 0, reservedMicroUsd: 100 },
    ]);
  });

  it('confirms a call before it settles it, however short the call is', async () => {
    await stage.budgets.create(budgetOf());
    const late = Object.create(stage.counters) as RedisBudgetCounters;
    let confirm = (): void => undefined;
    const mayConfirm = new Promise<void>((resolve) => (confirm = resolve));
    late.confirm = async (...args) => {
      await mayConfirm;
      await stage.counters.confirm(...args);
    };
    stage.spending = stage.newSpending({ counters: late });
    const open = await stage.spending.begin(callOf());
    open.settle(settlementOf(30));
    await delay(100);
    expect(await stage.counters.read([await stage.todaysCounter()])).toEqual([
      { spentMicroUsd: 0, reservedMicroUsd: 100 },
    ]);
    confirm();
    await stage.settled();

    expect(await stage.counters.read([await stage.todaysCounter()])).toEqual([
      { spentMicroUsd: 30, reservedMicroUsd: 0 },
    ]);
  });

  it('stays exact while Redis loses everything at random moments', async () => {
    await stage.budgets.create(budgetOf({ limitMicroUsd: 1_000_000 }));
    const flushes = (async () => {
      for (let i = 0; i < 25; i++) await stage.redis.command('FLUSHALL');
    })();
    await Promise.all(
      Array.from({ length: 100 }, async (_, i) => {
        const open = await stage.begin(callOf());
        open.settle(settlementOf(i));
      }),
    );
    await flushes;
    await stage.settled();
    // As the next reservation would: what could not be confirmed for all the losses is counted anew.
    await stage.spending.forgetDoubtful();
    const counter = await stage.todaysCounter();
    expect(await stage.counters.read([counter])).toEqual([{ spentMicroUsd: 4_950, reservedMicroUsd: 0 }]);
  });

  it('decides by the ledger, as exactly, while Redis is away, and Redis is right when it is back', async () => {
    await stage.budgets.create(budgetOf());
    (await stage.begin(callOf())).settle(settlementOf(100));
    await stage.settled();
    await stage.server.kill();
    const results = await Promise.allSettled(
      Array.from({ length: 20 }, async () => {
        (await stage.begin(callOf())).settle(settlementOf(100));
      }),
    );
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(9);
    await stage.settled();
    expect(stage.events).toContain('decided_by_ledger');
    expect(await stage.spent()).toBe(1_000);
    await stage.server.startAgain();
    await eventually(() => stage.redis.command('PING'));
    await stage.spending.forgetDoubtful();
    await expect(stage.begin(callOf())).rejects.toMatchObject({ code: 'budget_exceeded' });
  });
});
