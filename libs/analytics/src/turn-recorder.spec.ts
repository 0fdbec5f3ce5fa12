import { ManualClock } from '@app/testing';
import { MemoryLiveStore } from './adapters/memory/memory-live-store';
import type { TurnBatch } from './live-store';
import { TEST_DAY, turnOf } from './testing/turn-of';
import { TurnRecorder, type DropReason } from './turn-recorder';

/** Counts in memory, or is away. */
class FlakyStore extends MemoryLiveStore {
  isAway = false;
  /** Counts, and then fails as if the answer had been lost. */
  losesAnswer = false;
  calls = 0;

  override async add(batches: readonly TurnBatch[]): Promise<void> {
    this.calls += 1;
    if (this.isAway) throw new Error('away');
    await super.add(batches);
    if (this.losesAnswer) throw new Error('the answer was lost');
  }

  async requests(): Promise<number> {
    const [copy] = await this.read([{ organisationId: 'org_a', grain: 'day', start: TEST_DAY }], 'all');
    return copy?.cells[0]?.totals.requests ?? 0;
  }
}

describe('TurnRecorder', () => {
  let store: FlakyStore;
  let clock: ManualClock;
  let drops: [DropReason, number][];
  let scheduled: (() => void)[];
  let recorder: TurnRecorder;
  let ids: number;

  beforeEach(() => {
    store = new FlakyStore();
    clock = new ManualClock();
    drops = [];
    scheduled = [];
    ids = 0;
    recorder = new TurnRecorder({
      store,
      clock,
      newId: () => `batch_${++ids}`,
      onDrop: (reason, turns) => drops.push([reason, turns]),
      schedule: (callback) => scheduled.push(callback),
      maxWaiting: 10,
    });
  });

  const record = (count: number): void => {
    for (let i = 0; i < count; i++) recorder.record(turnOf());
  };

  it('writes nothing while it records, and all of a moment in one go', async () => {
    record(5);
    expect(store.calls).toBe(0);
    expect(scheduled).toHaveLength(1);
    await recorder.flush();
    expect(store.calls).toBe(1);
    expect(await store.requests()).toBe(5);
  });

  it('keeps turns while the store is away, and counts them once when an answer was lost', async () => {
    record(3);
    store.isAway = true;
    await recorder.flush();
    expect(recorder.waitingTurns).toBe(3);
    store.isAway = false;
    store.losesAnswer = true;
    await recorder.flush();
    store.losesAnswer = false;
    record(1);
    await recorder.flush();
    await recorder.flush();
    expect(await store.requests()).toBe(4);
    expect(drops).toEqual([]);
  });

  it('tells of what does not fit', () => {
    record(12);
    expect(drops).toEqual([
      ['buffer_full', 1],
      ['buffer_full', 1],
    ]);
    expect(recorder.waitingTurns).toBe(10);
  });

  it('gives up at last, before the store has forgotten what it was given, and tells so', async () => {
    store.isAway = true;
    record(3);
    await recorder.flush();
    clock.advance(6 * 60_000);
    await recorder.flush();
    expect(drops).toEqual([['store_away', 3]]);
    expect(recorder.waitingTurns).toBe(0);
  });

  it('writes what waits when it stops, takes nothing more, and tells what is lost', async () => {
    record(2);
    await recorder.stop();
    expect(await store.requests()).toBe(2);
    record(1);
    expect(drops).toEqual([['stopped', 1]]);
  });

  it('tells what it could not write when it stops', async () => {
    store.isAway = true;
    record(2);
    await recorder.stop();
    expect(drops).toEqual([['stopped', 2]]);
  });
});
