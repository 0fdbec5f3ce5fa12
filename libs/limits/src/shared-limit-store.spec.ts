import { Gate, ManualClock } from '@app/testing';
import { MemoryLimitStore } from './adapters/memory/memory-limit-store';
import type { Admission, AdmissionRequest } from './limit-store';
import type { RateLaw } from './rate-law';
import { SharedLimitStore } from './shared-limit-store';

const LAW: RateLaw = { quota: 100, windowMs: 60_000, burst: 100 };

/** The store of all processes, which can be away. */
class CentralStore extends MemoryLimitStore {
  isAway = false;

  override admit(request: AdmissionRequest): Promise<Admission> {
    return this.isAway ? Promise.reject(new Error('away')) : super.admit(request);
  }

  override settle(...args: Parameters<MemoryLimitStore['settle']>): Promise<void> {
    return this.isAway ? Promise.reject(new Error('away')) : super.settle(...args);
  }

  override release(...args: Parameters<MemoryLimitStore['release']>): Promise<void> {
    return this.isAway ? Promise.reject(new Error('away')) : super.release(...args);
  }
}

describe('limits that go on without their store', () => {
  let clock: ManualClock;
  let central: CentralStore;
  let changes: boolean[];
  let isCertain: boolean;
  let repayments = 0;
  let processes: SharedLimitStore[];

  beforeEach(() => {
    clock = new ManualClock();
    central = new CentralStore(clock);
    changes = [];
    isCertain = true;
    processes = Array.from(
      { length: 4 },
      () =>
        new SharedLimitStore(central, new MemoryLimitStore(clock), {
          processes: () => 4,
          nowMs: () => clock.monotonicMs(),
          newId: () => `repayment ${++repayments}`,
          wasNotDone: () => isCertain,
          onDegraded: (isDegraded) => changes.push(isDegraded),
        }),
    );
  });

  const ask = (process: SharedLimitStore, more: Partial<AdmissionRequest> = {}) =>
    process.admit({ scope: 'user_1', rates: [{ name: 'requests', law: LAW, cost: 1 }], ...more });

  const admittedOf = async (process: SharedLimitStore, calls: number): Promise<number> => {
    let admitted = 0;
    for (let i = 0; i < calls; i++) if ((await ask(process)).admitted) admitted++;
    return admitted;
  };

  /** What the store of all processes has counted. */
  const counted = async (): Promise<number> => {
    const { rates } = await central.look('user_1', [{ name: 'requests', law: LAW }], []);
    return LAW.burst - (rates[0]?.remaining ?? NaN);
  };

  const admittedByAll = async (calls: number): Promise<number> => {
    let admitted = 0;
    for (const process of processes) admitted += await admittedOf(process, calls);
    return admitted;
  };

  it('admit by all processes together what the limit allows, while the store is away', async () => {
    central.isAway = true;
    expect(await admittedByAll(500)).toBe(100);
    expect(await ask(processes[0]!)).toMatchObject({ decidedBy: 'share', admitted: false });
    expect(changes).toEqual([true, true, true, true]);
  });

  it('remember what was admitted before the store went away', async () => {
    expect(await admittedByAll(25)).toBe(100);
    central.isAway = true;
    expect(await admittedByAll(500)).toBe(0);
  });

  it('make nobody wait longer than for one burst of the share, whoever admitted how much before', async () => {
    expect(await admittedOf(processes[0]!, 100)).toBe(100);
    central.isAway = true;
    const { rates } = await ask(processes[0]!);
    expect(rates[0]?.resetMs).toBeLessThanOrEqual(60_000);
  });

  it('leave it to the store again a second after it answers', async () => {
    central.isAway = true;
    await ask(processes[0]!);
    central.isAway = false;
    expect(await ask(processes[0]!)).toMatchObject({ decidedBy: 'share', admitted: true });
    expect(processes[0]!.isDegraded).toBe(true);
    clock.advance(1_000);
    expect(await ask(processes[0]!)).toMatchObject({ decidedBy: 'store', admitted: true });
    expect(changes).toEqual([true, false]);
  });

  it('give nobody what others have admitted and not told yet, when the store answers again', async () => {
    expect(await admittedByAll(10)).toBe(40);
    central.isAway = true;
    let admitted = 40 + (await admittedByAll(500));
    central.isAway = false;
    // The first process is asked often before any other is asked at all.
    for (const process of processes) admitted += await admittedOf(process, 100);
    expect(admitted).toBe(100);
  });

  it('leave other callers to the store, for whom it answered all the time', async () => {
    central.isAway = true;
    await ask(processes[0]!);
    central.isAway = false;
    expect(await ask(processes[0]!, { scope: 'user_2' })).toMatchObject({ decidedBy: 'store' });
  });

  it('tell the store what was admitted without it, before it decides again', async () => {
    expect(await admittedByAll(10)).toBe(40);
    central.isAway = true;
    expect(await admittedByAll(500)).toBe(60);
    central.isAway = false;
    for (const process of processes) await process.repay();
    expect(await admittedByAll(500)).toBe(0);
    expect(central.size).toBe(1 + processes.length); // the rate, and an id for each repayment
  });

  it('repay a caller when they ask about it again', async () => {
    central.isAway = true;
    expect(await admittedOf(processes[0]!, 500)).toBe(25);
    central.isAway = false;
    await ask(processes[0]!);
    expect(await counted()).toBe(25);
  });

  it('do not tell twice what the store may have counted', async () => {
    central.isAway = true;
    isCertain = false;
    await admittedOf(processes[0]!, 1);
    central.isAway = false;
    await processes[0]!.repay();
    expect(await counted()).toBe(0);
  });

  it('tell what was admitted while the store was only asked whether it answers', async () => {
    central.isAway = true;
    isCertain = false;
    await admittedOf(processes[0]!, 10);
    central.isAway = false;
    await processes[0]!.repay();
    expect(await counted()).toBe(9); // the first may have been counted
  });

  it('wait for what is being told when they are to tell it', async () => {
    central.isAway = true;
    await admittedOf(processes[0]!, 10);
    central.isAway = false;
    const heard = new Gate();
    const settle = central.settle.bind(central);
    central.settle = (...args) => heard.passed.then(() => settle(...args));
    const asking = ask(processes[0]!); // which tells it by the way
    const repaid = processes[0]!.repay();
    heard.open();
    await repaid;
    expect(await counted()).toBeGreaterThanOrEqual(10); // and perhaps the one that asked
    await asking;
  });

  it.each([true, false])(
    'have a repayment counted once whose answer was lost, counted or not: %s',
    async (isCounted) => {
      central.isAway = true;
      expect(await admittedOf(processes[0]!, 500)).toBe(25);
      central.isAway = false;
      isCertain = false;
      const settle = central.settle.bind(central);
      central.settle = async (...args) => {
        if (isCounted) await settle(...args);
        throw new Error('the answer was lost');
      };
      await processes[0]!.repay();
      central.settle = settle;
      await processes[0]!.repay();
      await processes[0]!.repay();
      expect(await counted()).toBe(25);
    },
  );

  it('refuse to decide what must not be decided by a share', async () => {
    central.isAway = true;
    await expect(processes[0]!.strictly({ scope: 'user_1', rates: [] })).rejects.toThrow('away');
  });

  it('share the places of those that are busy at once, and free them again', async () => {
    central.isAway = true;
    const lease = (id: string) => ({ rates: [], lease: { name: 'busy', id, most: 8, ttlMs: 60_000 } });
    const answers = [await ask(processes[0]!, lease('a')), await ask(processes[0]!, lease('b'))];
    expect(answers.map(({ admitted }) => admitted)).toEqual([true, true]);
    expect(await ask(processes[0]!, lease('c'))).toMatchObject({ admitted: false });
    await processes[0]!.release('user_1', { name: 'busy', id: 'a' });
    expect(await ask(processes[0]!, lease('c'))).toMatchObject({ admitted: true });
  });

  it('settle without failing while the store is away', async () => {
    central.isAway = true;
    expect(await admittedOf(processes[0]!, 25)).toBe(25);
    await processes[0]!.settle('user_1', { name: 'requests', law: LAW }, -10);
    expect(await admittedOf(processes[0]!, 25)).toBe(10);
  });

  /** Asks that often for so long, one process after the other. */
  const steadily = async (perMinute: number, minutes: number) => {
    const ledger = { asked: 0, admitted: 0, refused: 0 };
    for (; ledger.asked < perMinute * minutes; ledger.asked++) {
      clock.advance(60_000 / perMinute);
      const { admitted } = await ask(processes[ledger.asked % processes.length]!);
      ledger[admitted ? 'admitted' : 'refused']++;
    }
    return ledger;
  };

  it.each([0.1, 1, 2, 30])('refuse hardly a call below the limit after an outage of %d minutes', async (minutes) => {
    expect(await steadily(95, 3)).toMatchObject({ refused: 0 });
    central.isAway = true;
    expect(await steadily(95, minutes)).toMatchObject({ refused: 0 });
    central.isAway = false;
    const { asked, refused } = await steadily(95, 5);
    expect(refused / asked).toBeLessThanOrEqual(0.005);
  });

  it.each([
    [0.5, 0],
    [0.5, 3],
    [10, 0],
    [10, 3],
  ])(
    'give no second burst after %d minutes at the limit without the store, %d minutes with it',
    async (away, with_) => {
      await steadily(400, with_);
      central.isAway = true;
      const { admitted } = await steadily(400, away);
      expect(admitted).toBeLessThanOrEqual(LAW.burst + LAW.quota * away);
      central.isAway = false;
      const after = await steadily(400, 1);
      expect(after.admitted).toBeLessThanOrEqual(LAW.quota + processes.length);
      expect(admitted + after.admitted).toBeGreaterThanOrEqual(LAW.quota * (away + 1) - processes.length);
    },
  );

  it('give back in an outage what was reserved before it, and nothing once that has come back by itself', async () => {
    const reserved = { rates: [{ name: 'requests', law: LAW, cost: 20 }] };
    await ask(processes[0]!, reserved);
    await ask(processes[0]!, reserved);
    central.isAway = true;
    await processes[0]!.settle('user_1', { name: 'requests', law: LAW }, -15);
    central.isAway = false;
    await processes[0]!.repay();
    expect(await counted()).toBe(25);
    central.isAway = true;
    await processes[0]!.settle('user_1', { name: 'requests', law: LAW }, -15);
    clock.advance(62_000);
    central.isAway = false;
    await admittedOf(processes[1]!, 10);
    await processes[0]!.repay();
    expect(await counted()).toBe(10);
  });

  it('let what may have been counted drain too, and say it once', async () => {
    central.isAway = true;
    expect(await admittedOf(processes[0]!, 500)).toBe(25);
    isCertain = false;
    await processes[0]!.repay(); // nobody knows whether it was heard
    clock.advance(30_000);
    central.isAway = false;
    await processes[0]!.repay();
    await processes[0]!.repay();
    expect(await counted()).toBe(13); // 12.5 of the 25: half a minute at the share's rate
  });
});
