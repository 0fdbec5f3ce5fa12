import { ManualClock } from '@app/testing';
import { MemoryArchiveStore } from './adapters/memory/memory-archive-store';
import { MemoryLiveStore } from './adapters/memory/memory-live-store';
import { AnalyticsReader } from './analytics-reader';
import { GRAIN_MS } from './grain';
import type { BucketCopy } from './live-store';
import { Rollup } from './rollup';
import { TEST_DAY, turnOf } from './testing/turn-of';
import { toBatches } from './to-batches';
import type { TurnRecord } from './turn-record';

const KEEP = { minute: 2 * GRAIN_MS.day, hour: 90 * GRAIN_MS.day, day: 1_000 * GRAIN_MS.day };

/** Fails after each so many copies, as a worker that is killed. */
class DyingArchive extends MemoryArchiveStore {
  dies = false;

  override async put(copies: readonly BucketCopy[]): Promise<void> {
    await super.put(this.dies ? copies.slice(0, 1) : copies);
    if (this.dies) throw new Error('killed');
  }
}

describe('the rollup', () => {
  let live: MemoryLiveStore;
  let archive: DyingArchive;
  let clock: ManualClock;
  let rollup: Rollup;
  let ids = 0;

  beforeEach(() => {
    live = new MemoryLiveStore();
    archive = new DyingArchive();
    clock = new ManualClock(TEST_DAY);
    rollup = new Rollup(live, archive, clock, KEEP);
  });

  const add = (...turns: Partial<TurnRecord>[]) => live.add(toBatches(turns.map(turnOf), () => `b${++ids}`));
  const archived = async (grain: 'minute' | 'hour' | 'day') => {
    const range = { from: TEST_DAY, to: TEST_DAY + 3 * GRAIN_MS.day, except: [], dimension: 'all' as const };
    const cells = await archive.series({ organisationId: 'org_a', grain, ...range });
    return cells.reduce((sum, { totals }) => sum + totals.requests, 0);
  };
  const range = (from: number, to: number) => ({ organisationId: 'org_a', grain: 'hour' as const, from, to });

  it('catches up after a downtime, and may be repeated', async () => {
    await add({}, { endedAt: TEST_DAY + 5 * GRAIN_MS.hour }, { endedAt: TEST_DAY + 30 * GRAIN_MS.hour });
    clock.advance(2 * GRAIN_MS.day);
    expect(await rollup.run()).toMatchObject({ copied: 3 + 3 + 2, more: false });
    expect(await rollup.run()).toMatchObject({ copied: 0 });
    expect([await archived('minute'), await archived('hour'), await archived('day')]).toEqual([3, 3, 3]);
  });

  it('loses and doubles nothing when it is killed in the middle', async () => {
    await add({}, { endedAt: TEST_DAY + GRAIN_MS.hour });
    clock.advance(2 * GRAIN_MS.day);
    archive.dies = true;
    await expect(rollup.run()).rejects.toThrow('killed');
    await add({});
    archive.dies = false;
    await rollup.run();
    expect([await archived('minute'), await archived('hour'), await archived('day')]).toEqual([3, 3, 3]);
  });

  it('is the same to read before, between and after', async () => {
    const reader = new AnalyticsReader(live, archive);
    const questions = async () => {
      const whole = range(TEST_DAY, TEST_DAY + GRAIN_MS.day);
      return {
        series: (await reader.series(whole, 'all')).map(({ cells }) => cells[0]?.totals.requests ?? 0),
        models: (await reader.cells(whole, 'model')).map(({ value, totals }) => [value, totals.requests]).sort(),
        top: (await reader.top(whole, 'user', 'requests', 2)).map(({ value, totals }) => [value, totals.requests]),
        users: await reader.countUsers(whole),
        own: (await reader.cells(whole, 'user', 'one'))[0]?.totals.costMicroUsd,
      };
    };
    await add({ userId: 'one' }, { userId: 'two', endedAt: TEST_DAY + GRAIN_MS.hour, model: 'other' });
    const before = await questions();
    expect(before).toMatchObject({ users: 2, own: 7 });
    clock.advance(GRAIN_MS.hour);
    await rollup.run();
    expect(await questions()).toEqual(before);
    clock.advance(2 * GRAIN_MS.day);
    await rollup.run();
    expect(await questions()).toEqual(before);
    await add({ userId: 'two' });
    expect((await questions()).top).toEqual([
      ['two', 2],
      ['one', 1],
    ]);
  });

  it('keeps what was rolled up when the live store is lost', async () => {
    await add({}, {});
    clock.advance(2 * GRAIN_MS.day);
    await rollup.run();
    live = new MemoryLiveStore();
    await add({});
    const reader = new AnalyticsReader(live, archive);
    const [cell] = await reader.cells(range(TEST_DAY, TEST_DAY + GRAIN_MS.day), 'all');
    expect(cell?.totals.requests).toBe(3);
    await new Rollup(live, archive, clock, KEEP).run();
    expect(await archived('hour')).toBe(3);
  });
});
