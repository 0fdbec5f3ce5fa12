import type { Principal } from '@app/kernel';
import { MemoryLimitStore, SharedLimitStore } from '@app/limits';
import { ManualClock } from '@app/testing';
import { loadConfig } from '../config/load-config';
import { LimitPlans } from './limit-plans';
import { OpenLeases } from './open-leases';
import { WorkLimits } from './work-limits';

const CALLER: Principal = {
  kind: 'key',
  organisationId: 'org_1',
  userId: 'user_1',
  keyId: 'key_1',
  roles: ['user'],
  limits: { tokensPerMinute: 300, concurrentRequests: 1, requestsPerMinute: 1 },
};

/** Waits without time passing. */
class QuickLimits extends WorkLimits {
  onWait: (ms: number) => Promise<void> = () => Promise.resolve();

  protected override wait(ms: number): Promise<void> {
    return this.onWait(ms);
  }
}

describe('the room for work that nobody waits for', () => {
  let clock: ManualClock;
  let store: SharedLimitStore;
  let waits: number[];
  let limits: QuickLimits;
  const { signal } = new AbortController();

  beforeEach(() => {
    clock = new ManualClock();
    waits = [];
    store = new SharedLimitStore(new MemoryLimitStore(clock), new MemoryLimitStore(clock), {
      processes: () => 1,
      nowMs: () => clock.monotonicMs(),
      newId: () => 'repayment',
      wasNotDone: () => true,
    });
    limits = new QuickLimits(new LimitPlans(loadConfig({}).limits), store, new OpenLeases(store));
    limits.onWait = (ms) => {
      waits.push(ms);
      clock.advance(ms);
      return Promise.resolve();
    };
  });

  const enter = (id: string, tokens: number, caller = CALLER) => limits.enter(caller, { id, tokens }, signal);

  it('is waited for until the tokens of the key are there, however few requests the key may make', async () => {
    for (const id of ['a', 'b', 'c']) (await enter(id, 300))(300);
    expect(waits).toEqual([60_000, 60_000]);
  });

  it('gives back what was not used', async () => {
    (await enter('a', 4_000))(30);
    (await enter('b', 4_000))(30);
    expect(waits).toEqual([6_000]);
  });

  it('keeps what was reserved where nobody knows what was used', async () => {
    (await enter('a', 150))(undefined);
    (await enter('b', 300))(0);
    expect(waits).toEqual([30_000]);
  });

  it('takes a place among the chats of the key, and waits for one', async () => {
    const leave = await enter('a', 0);
    limits.onWait = (ms) => {
      waits.push(ms);
      if (waits.length === 3) leave(0);
      return Promise.resolve();
    };
    await enter('b', 0);
    expect(waits).toEqual([1_000, 1_000, 1_000]);
  });

  it('ends with the work', async () => {
    await enter('a', 0);
    const stop = new AbortController();
    limits.onWait = () => {
      stop.abort(new Error('cancelled'));
      return Promise.reject(new Error('cancelled'));
    };
    await expect(limits.enter(CALLER, { id: 'b', tokens: 0 }, stop.signal)).rejects.toThrow('cancelled');
  });

  it('is not asked for where nothing is limited', async () => {
    const local: Principal = { ...CALLER, kind: 'local', limits: {} };
    for (let i = 0; i < 100; i++) await enter(`chat_${i}`, 1_000_000, local);
    expect(waits).toEqual([]);
  });
});
