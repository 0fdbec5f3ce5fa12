import type { Clock } from '@app/kernel';
import type { ArchiveStore, Retention } from './archive-store';
import type { LiveStore } from './live-store';

/** Buckets that are copied together: bounds the memory and the transaction of one step. */
const STEP = 50;
/** Steps of one run; what is left is for the next. */
const MAX_STEPS = 2_000;

/** What one run did. */
export interface RollupResult {
  /** Buckets copied. */
  copied: number;
  /** Cells deleted because they were too old. */
  pruned: number;
  /** True when there was more to do than one run does. */
  more: boolean;
}

/**
 * Copies buckets from the live store to the archive, whole: a bucket in the archive is replaced, never added to, and never by
 * an older copy. So a run may be killed anywhere, be repeated, or run twice at the same time, and the sums are the same. What
 * became due during a downtime is copied by the first run after it.
 */
export class Rollup {
  constructor(
    private readonly live: LiveStore,
    private readonly archive: ArchiveStore,
    private readonly clock: Clock,
    private readonly retention: Retention,
  ) {}

  /** Copies everything that is due and prunes the archive. Rejects when a store does not answer; then nothing is lost. */
  async run(signal?: AbortSignal): Promise<RollupResult> {
    let copied = 0;
    for (let step = 0; step < MAX_STEPS; step++) {
      signal?.throwIfAborted();
      const due = await this.live.due(this.clock.now(), STEP);
      if (due.length === 0) {
        const pruned = await this.archive.prune(this.clock.now(), this.retention);
        return { copied, pruned, more: false };
      }
      const copies = await this.live.read(due);
      await this.archive.put(copies);
      // A bucket that is gone has nothing to copy; it is settled as well.
      const found = new Set(copies.map(({ organisationId, grain, start }) => `${organisationId} ${grain} ${start}`));
      const gone = due
        .filter(({ organisationId, grain, start }) => !found.has(`${organisationId} ${grain} ${start}`))
        .map((name) => ({ ...name, version: 0, generation: '', cells: [] }));
      await this.live.settle([...copies, ...gone], this.clock.now());
      copied += copies.length;
    }
    return { copied, pruned: 0, more: true };
  }
}
