import {
  ArchiveStore,
  type ArchivedCell,
  type ArchiveQuery,
  type Retention,
  type TopQuery,
  type ValueTotals,
} from '../../archive-store';
import { addCell, emptyCell, OTHER } from '../../cell';
import type { ArchivedGrain } from '../../grain';
import type { BucketCopy } from '../../live-store';
import { addTotals, emptyTotals, type Totals } from '../../measures';

/** Rolled-up buckets of one process: for tests and short programs. */
export class MemoryArchiveStore extends ArchiveStore {
  private readonly copies = new Map<string, BucketCopy>();

  put(copies: readonly BucketCopy[]): Promise<void> {
    for (const copy of copies) {
      const key = `${copy.grain} ${copy.start} ${copy.generation} ${copy.organisationId}`;
      const kept = this.copies.get(key);
      if (kept === undefined || kept.version < copy.version) this.copies.set(key, structuredClone(copy));
    }
    return Promise.resolve();
  }

  series(query: ArchiveQuery): Promise<ArchivedCell[]> {
    const cells = new Map<string, ArchivedCell>();
    for (const { start, value, ...cell } of this.find(query)) {
      const key = `${start} ${value}`;
      const sum = cells.get(key) ?? { ...emptyCell(query.dimension, value), start };
      addCell(sum, { ...cell, value });
      cells.set(key, sum);
    }
    return Promise.resolve([...cells.values()].sort((one, other) => one.start - other.start));
  }

  top({ by, limit, also, ...query }: TopQuery): Promise<ValueTotals[]> {
    const sums = new Map<string, Totals>();
    for (const { value, totals } of this.find(query)) {
      const sum = sums.get(value) ?? emptyTotals();
      addTotals(sum, totals);
      sums.set(value, sum);
    }
    const all = [...sums].map(([value, totals]) => ({ value, totals }));
    all.sort((one, other) => other.totals[by] - one.totals[by]);
    return Promise.resolve(all.filter(({ value }, place) => place < limit || also.includes(value)));
  }

  countValues(query: ArchiveQuery): Promise<number> {
    const values = new Set(this.find(query).map(({ value }) => value));
    values.delete(OTHER);
    return Promise.resolve(values.size);
  }

  forgetUser(organisationId: string, userId: string): Promise<number> {
    let forgotten = 0;
    for (const [key, copy] of this.copies) {
      if (copy.organisationId !== organisationId) continue;
      const cells = copy.cells.filter(({ dimension, value }) => dimension !== 'user' || value !== userId);
      forgotten += copy.cells.length - cells.length;
      this.copies.set(key, { ...copy, cells });
    }
    return Promise.resolve(forgotten);
  }

  prune(now: number, retention: Retention): Promise<number> {
    let pruned = 0;
    for (const [key, { grain, start, cells }] of this.copies) {
      if (start >= now - retention[grain as ArchivedGrain]) continue;
      pruned += cells.length;
      this.copies.delete(key);
    }
    return Promise.resolve(pruned);
  }

  private find({ organisationId, grain, from, to, except, dimension, value }: ArchiveQuery): ArchivedCell[] {
    return [...this.copies.values()]
      .filter((copy) => copy.organisationId === organisationId && copy.grain === grain)
      .filter(({ start }) => start >= from && start < to)
      .filter(({ start, generation }) => !except.some((life) => life.start === start && life.generation === generation))
      .flatMap(({ start, cells }) => cells.map((cell) => ({ ...cell, start })))
      .filter((cell) => cell.dimension === dimension && (value === undefined || cell.value === value));
  }
}
