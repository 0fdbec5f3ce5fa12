import { ManualClock } from '@app/testing';
import { shareOf, type RateLaw } from '../../rate-law';
import { describeLimitStoreContract } from '../../testing';
import { MemoryLimitStore } from './memory-limit-store';

const shared = new MemoryLimitStore(new ManualClock());
describeLimitStoreContract('memory', () => shared);

describe('the limits in memory', () => {
  let clock: ManualClock;
  let store: MemoryLimitStore;
  beforeEach(() => {
    clock = new ManualClock();
    store = new MemoryLimitStore(clock, 100);
  });
  const ask = async (law: RateLaw, scope = 'user_1') =>
    store.admit({ scope, rates: [{ name: 'requests', law, cost: 1 }] });

  it.each([
    { quota: 60, windowMs: 60_000, burst: 60 },
    { quota: 100, windowMs: 60_000, burst: 10 },
    { quota: 7, windowMs: 1_000, burst: 3 },
  ])('admit within any time what the law says, to one who asks all the time: %j', async (law) => {
    let admitted = 0;
    let mostTooMany = 0;
    const stepMs = law.windowMs / 1_000;
    for (let step = 0; step < 5_000; step++) {
      if ((await ask(law)).admitted) admitted++;
      mostTooMany = Math.max(mostTooMany, admitted - law.burst - (law.quota * step * stepMs) / law.windowMs);
      clock.advance(stepMs);
    }
    expect(mostTooMany).toBeLessThan(1e-6);
    expect(admitted).toBe(Math.floor(law.burst + (law.quota * 4_999 * stepMs) / law.windowMs + 1e-6));
  });

  it('admit after the time that they named, and not before', async () => {
    const law = { quota: 3, windowMs: 1_000, burst: 1 };
    await ask(law);
    const [{ retryAfterMs } = { retryAfterMs: 0 }] = (await ask(law)).rates;
    expect(retryAfterMs).toBe(334);
    clock.advance(333);
    expect((await ask(law)).admitted).toBe(false);
    clock.advance(1);
    expect((await ask(law)).admitted).toBe(true);
  });

  it('stay within their memory, whoever asks', async () => {
    const law = { quota: 1, windowMs: 1_000, burst: 1 };
    for (let caller = 0; caller < 10_000; caller++) await ask(law, `address_${caller}`);
    expect(store.size).toBe(100);
    expect((await ask(law, 'address_9999')).admitted).toBe(false);
  });

  it.each([
    [{ quota: 100, windowMs: 60_000, burst: 100 }, 4],
    [{ quota: 2, windowMs: 60_000, burst: 2 }, 5],
  ])('share %j among %i so that together they keep its rate', (law, count) => {
    const share = shareOf(law, count);
    expect((share.quota / share.windowMs) * count).toBeCloseTo(law.quota / law.windowMs, 12);
    expect(share.burst).toBe(Math.max(1, law.burst / count) | 0);
  });
});
