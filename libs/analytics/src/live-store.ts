import type { Cell, Dimension } from './cell';
import type { ArchivedGrain, Grain } from './grain';

/** The turns of one organisation in one second, summed. Adding the same id again changes nothing. */
export interface TurnBatch {
  /** Unique for what it holds. */
  id: string;
  organisationId: string;
  /** Where the second begins, epoch milliseconds. */
  second: number;
  cells: readonly Cell[];
}

/** Names one bucket. */
export interface BucketName {
  organisationId: string;
  grain: Grain;
  /** Epoch milliseconds. */
  start: number;
}

/** A bucket that the archive has not, or not as it is now. */
export interface UnsettledBucket extends BucketName {
  grain: ArchivedGrain;
}

/** A bucket as it was at one moment. */
export interface BucketCopy extends BucketName {
  /** Grows with each change of a bucket. */
  version: number;
  /** The life of the bucket: a store that lost it begins another, and what the lost one held is not held by this one. */
  generation: string;
  cells: readonly Cell[];
}

/**
 * Where turns are counted while they happen, for all processes. It may be lost: then what was not rolled up is. Rejects when
 * its storage does not answer; a batch that may have been added can be added again.
 */
export abstract class LiveStore {
  /** Adds each batch to its second, minute, hour and day, once. */
  abstract add(batches: readonly TurnBatch[]): Promise<void>;

  /** What buckets hold of one dimension, or of all; those that are not there are left out. */
  abstract read(names: readonly BucketName[], dimension?: Dimension): Promise<BucketCopy[]>;

  /** Buckets of an organisation whose newest state is not in the archive. */
  abstract unsettled(organisationId: string, grain: ArchivedGrain): Promise<number[]>;

  /** Buckets of all organisations that are to be rolled up by now, at most so many. */
  abstract due(now: number, limit: number): Promise<UnsettledBucket[]>;

  /** Tells that the archive has these copies. A bucket that changed meanwhile stays unsettled. */
  abstract settle(copies: readonly BucketCopy[], now: number): Promise<void>;

  /** About how many different users there were in these buckets together (HyperLogLog, standard error 0.81 %). */
  abstract countUsers(organisationId: string, grain: ArchivedGrain, starts: readonly number[]): Promise<number>;

  /** Takes a user's name out of every bucket that may still be rolled up or read. What it came to stays in the sums of all. */
  abstract forgetUser(organisationId: string, userId: string, now: number): Promise<void>;
}
