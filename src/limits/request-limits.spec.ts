import type { Principal } from '@app/kernel';
import { MemoryLimitStore, SharedLimitStore } from '@app/limits';
import { Gate, ManualClock } from '@app/testing';
import { loadConfig } from '../config/load-config';
import { LimitMetrics } from './limit-metrics';
import { LimitPlans } from './limit-plans';
import { RequestLimits } from './request-limits';

const PRINCIPAL: Principal = { kind: 'key', organisationId: 'org_1', userId: 'user_1', roles: ['user'], limits: {} };

/** A store whose corrections arrive when they may. */
class SlowStore extends MemoryLimitStore {
  readonly corrections = new Gate();

  override async settle(...correction: Parameters<MemoryLimitStore['settle']>): Promise<void> {
    await this.corrections.passed;
    await super.settle(...correction);
  }
}

describe('the decision about a request', () => {
  const clock = new ManualClock();
  const slow = new SlowStore(clock);
  const store = new SharedLimitStore(slow, new MemoryLimitStore(clock), {
    processes: () => 1,
    nowMs: () => clock.monotonicMs(),
    newId: () => 'repayment',
    wasNotDone: () => true,
  });
  const plans = new LimitPlans(loadConfig({ RATE_LIMIT_ADDRESS_REQUESTS: '1' }).limits);
  const limits = new RequestLimits(store, plans, new LimitMetrics(store));
  const ask = () => limits.decide({ limitClass: 'chat', principal: PRINCIPAL, address: '192.0.2.1' });

  it('is told when what was charged for a refused request is given back, so that the next one is counted right', async () => {
    await ask();
    let isTold = false;
    const refused = ask()?.then((decision) => {
      isTold = true;
      return decision;
    });
    await new Promise(setImmediate);
    expect(isTold).toBe(false);
    slow.corrections.open();
    expect((await refused)?.admitted).toBe(false);
    const { rates } = await store.look('org_1/user_1', [plans.ofUsers.requests.chat], []);
    expect(rates[0]?.remaining).toBe(99);
  });

  it.each([
    [{ RATE_LIMIT_REQUESTS: '30', RATE_LIMIT_BURST: '1' }, 'tokens', 4_000],
    [{ RATE_LIMIT_REQUESTS: '6', RATE_LIMIT_BURST: '1' }, 'requests', 10_000],
  ])('shows of several rates that refuse the one that lasts longest: with %j %s', async (env, unit, retryAfterMs) => {
    const shared = new SharedLimitStore(new MemoryLimitStore(clock), new MemoryLimitStore(clock), {
      processes: () => 1,
      nowMs: () => clock.monotonicMs(),
      newId: () => 'repayment',
      wasNotDone: () => true,
    });
    const both = new LimitPlans(loadConfig({ ...env, RATE_LIMIT_TOKENS: '6000' }).limits);
    const limited = new RequestLimits(shared, both, new LimitMetrics(shared));
    const chat = (tokens: number) =>
      limited.decide({ limitClass: 'chat', principal: PRINCIPAL, address: '192.0.2.1', tokens });
    expect(await chat(6_000)).toMatchObject({ admitted: true, rate: { unit: 'requests' } });
    expect(await chat(400)).toMatchObject({ admitted: false, rate: { unit }, state: { retryAfterMs } });
  });
});
