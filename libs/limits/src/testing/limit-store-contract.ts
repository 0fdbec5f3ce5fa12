import type { AdmissionRequest, LimitStore } from '../limit-store';
import type { RateLaw } from '../rate-law';

const HOUR_MS = 3_600_000;
/** Ten at once, and slow enough that none comes back during a test. */
const TEN: RateLaw = { quota: 10, windowMs: HOUR_MS, burst: 10 };
const UNIT_MS = HOUR_MS / 10;

let scopes = 0;

/** What every {@link LimitStore} does. The store may hold what earlier runs left: each test has scopes of its own. */
export function describeLimitStoreContract(name: string, open: () => LimitStore): void {
  describe(`the limits in ${name}`, () => {
    describeRates(open);
    describeLeases(open);
    describeState(open);
  });
}

function newScope(): string {
  return `scope_${process.pid}_${Date.now()}_${++scopes}`;
}

function describeRates(open: () => LimitStore): void {
  let scope: string;
  beforeEach(() => (scope = newScope()));

  const ask = (more: Partial<AdmissionRequest> = {}, cost = 1) =>
    open().admit({ scope, rates: [{ name: 'requests', law: TEN, cost }], ...more });

  it('admit exactly the burst, however many ask at once', async () => {
    const answers = await Promise.all(Array.from({ length: 200 }, () => ask()));
    expect(answers.filter(({ admitted }) => admitted)).toHaveLength(10);
  });

  it('tell the truth of what is left, when all of it is back, and when to come again', async () => {
    const first = await ask();
    expect(first).toMatchObject({ admitted: true, openLeases: undefined });
    expect(first.rates[0]).toMatchObject({ admitted: true, remaining: 9, retryAfterMs: 0 });
    expect(first.rates[0]?.resetMs).toBeLessThanOrEqual(UNIT_MS + 1);
    const [last] = (await ask({}, 9)).rates;
    expect(last).toMatchObject({ remaining: 0 });
    const refused = await ask({}, 3);
    expect(refused).toMatchObject({ admitted: false, rates: [{ admitted: false, remaining: 0 }] });
    expect(refused.rates[0]?.retryAfterMs).toBeGreaterThan(3 * UNIT_MS - 60_000);
    expect(refused.rates[0]?.retryAfterMs).toBeLessThanOrEqual(3 * UNIT_MS + 1);
  });

  it('keep scopes and names apart', async () => {
    await ask({}, 10);
    expect(await ask({ scope: `${scope}x` })).toMatchObject({ admitted: true });
    expect(await ask({ rates: [{ name: 'tokens', law: TEN, cost: 1 }] })).toMatchObject({ admitted: true });
    expect(await ask()).toMatchObject({ admitted: false });
  });

  it('take all or nothing', async () => {
    const narrow = { name: 'narrow', law: { ...TEN, burst: 1 }, cost: 1 };
    const wide = { name: 'wide', law: TEN, cost: 1 };
    await ask({ rates: [narrow, wide] });
    const refused = await ask({ rates: [narrow, wide] });
    expect(refused).toMatchObject({
      admitted: false,
      rates: [{ admitted: false }, { admitted: true, remaining: 9 }],
    });
  });

  it('admit what costs more than the burst when the whole burst is there, and then nothing', async () => {
    expect(await ask({}, 1_000)).toMatchObject({ admitted: true, rates: [{ remaining: 0 }] });
    expect(await ask()).toMatchObject({ admitted: false });
  });

  it('give back and take afterwards what was reserved wrongly, and remember a bounded debt', async () => {
    const rate = { name: 'requests', law: TEN };
    await ask({}, 10);
    await open().settle(scope, rate, -4);
    expect(await ask({}, 3)).toMatchObject({ admitted: true, rates: [{ remaining: 1 }] });
    await open().settle(scope, rate, 1_000_000);
    const { rates } = await ask();
    expect(rates[0]?.retryAfterMs).toBeLessThanOrEqual(4 * HOUR_MS);
    await open().settle(scope, rate, -1_000_000);
    expect(await ask()).toMatchObject({ admitted: true, rates: [{ remaining: 9 }] });
  });

  it('are corrected once by what is told twice under one id', async () => {
    const rate = { name: 'requests', law: TEN };
    for (const id of ['a', 'a', 'b']) await open().settle(scope, rate, 2, id);
    expect(await ask()).toMatchObject({ admitted: true, rates: [{ remaining: 5 }] });
  });
}

function describeLeases(open: () => LimitStore): void {
  let scope: string;
  beforeEach(() => (scope = newScope()));

  const ask = (more: Partial<AdmissionRequest>) => open().admit({ scope, rates: [], ...more });
  const lease = (id: string, most = 2, ttlMs = HOUR_MS) => ({ rates: [], lease: { name: 'busy', id, most, ttlMs } });

  it('let no more be busy at once than there are leases, and a released one be taken again', async () => {
    const [first, second, third] = [await ask(lease('a')), await ask(lease('b')), await ask(lease('c'))];
    expect([first, second, third].map(({ admitted, openLeases }) => [admitted, openLeases])).toEqual([
      [true, 1],
      [true, 2],
      [false, 2],
    ]);
    await open().release(scope, { name: 'busy', id: 'a' });
    expect(await ask(lease('c'))).toMatchObject({ admitted: true, openLeases: 2 });
    await open().release(scope, { name: 'busy', id: 'never opened' });
  });

  it('end a lease by itself, and renew one that is open but none that has ended', async () => {
    expect(await ask(lease('short', 1, 0))).toMatchObject({ admitted: true });
    expect(await open().renew(scope, { name: 'busy', id: 'short' }, HOUR_MS)).toBe(false);
    expect(await ask(lease('long', 1))).toMatchObject({ admitted: true, openLeases: 1 });
    expect(await open().renew(scope, { name: 'busy', id: 'long' }, HOUR_MS)).toBe(true);
  });

  it('tell how many leases are open, and end all of them on demand', async () => {
    const openNow = async () => (await open().look(scope, [], ['busy', 'other'])).openLeases;
    expect(await openNow()).toEqual([0, 0]);
    await ask(lease('a'));
    await ask(lease('gone', 2, 0));
    expect(await openNow()).toEqual([1, 0]);
    await open().reset(scope, [], ['busy']);
    expect(await openNow()).toEqual([0, 0]);
  });

  it('take nothing of the rates when there is no lease', async () => {
    await ask(lease('a', 1));
    const rates = [{ name: 'requests', law: TEN, cost: 1 }];
    expect(await ask({ ...lease('b', 1), rates })).toMatchObject({ admitted: false, rates: [{ remaining: 10 }] });
  });
}

function describeState(open: () => LimitStore): void {
  let scope: string;
  beforeEach(() => (scope = newScope()));

  it('tell how a scope stands and count nothing, and forget on demand', async () => {
    const rate = { name: 'requests', law: TEN };
    const look = async () => (await open().look(scope, [rate], [])).rates[0];
    expect(await look()).toEqual({ admitted: true, remaining: 10, resetMs: 0, retryAfterMs: 0 });
    await open().admit({ scope, rates: [{ ...rate, cost: 10 }] });
    for (let i = 0; i < 2; i++) {
      const state = await look();
      expect(state).toMatchObject({ admitted: false, remaining: 0 });
      expect(state?.retryAfterMs).toBeGreaterThan(UNIT_MS - 60_000);
    }
    await open().reset(scope, ['requests'], []);
    expect(await look()).toMatchObject({ remaining: 10 });
    await open().reset(scope, [], []);
  });
}
