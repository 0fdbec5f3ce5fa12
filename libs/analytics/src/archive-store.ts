import type { Cell, Dimension } from './cell';
import type { ArchivedGrain } from './grain';
import type { BucketCopy } from './live-store';
import type { Measure, Totals } from './measures';

/** One life of one bucket: see {@link BucketCopy.generation}. */
export type BucketLife = Pick<BucketCopy, 'start' | 'generation'>;

/** What is read from the archive: buckets in `[from, to)` of one organisation, without the lives in `except`. */
export interface ArchiveQuery {
  organisationId: string;
  grain: ArchivedGrain;
  /** Epoch milliseconds. */
  from: number;
  to: number;
  except: readonly BucketLife[];
  dimension: Dimension;
  /** Absent: every value. */
  value?: string;
}

/** A cell of the archive with the bucket that it lies in. */
export interface ArchivedCell extends Cell {
  start: number;
}

/** The values of a dimension with the greatest sums. */
export interface TopQuery extends ArchiveQuery {
  by: Measure;
  limit: number;
  /** Told whatever their sums are. */
  also: readonly string[];
}

/** What all turns with one value came to. */
export interface ValueTotals {
  value: string;
  totals: Totals;
}

/** How long rolled-up buckets are kept, milliseconds. */
export type Retention = Readonly<Record<ArchivedGrain, number>>;

/** Where rolled-up buckets last. Rejects with `AppError` `storage_unavailable` when its storage does not answer. */
export abstract class ArchiveStore {
  /** Keeps copies in place of older ones of the same bucket and generation. An older copy changes nothing. */
  abstract put(copies: readonly BucketCopy[]): Promise<void>;

  /** Cells, oldest first; the generations of a bucket summed. */
  abstract series(query: ArchiveQuery): Promise<ArchivedCell[]>;

  /** The values with the greatest sums, and those asked for by name. */
  abstract top(query: TopQuery): Promise<ValueTotals[]>;

  /** How many different values the dimension has, {@link OTHER} not counted. */
  abstract countValues(query: ArchiveQuery): Promise<number>;

  /** Deletes the sums of one user. They stay in the sums of all. Returns how many cells. */
  abstract forgetUser(organisationId: string, userId: string): Promise<number>;

  /** Deletes what is older than its retention. Returns how many cells. */
  abstract prune(now: number, retention: Retention): Promise<number>;
}
