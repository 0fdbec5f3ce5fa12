import type { MetricEvent } from '../events/metric-event';

/**
 * An event with its place in the stream: `milliseconds-number`. The numbers of a stream have no holes, so two ids tell how many
 * events were between them, also when those are gone.
 */
export interface MetricEntry extends MetricEvent {
  id: string;
}

/** Which entries of a time are wanted. */
export interface WindowQuery {
  /** Epoch milliseconds of the stream's clock, both inclusive. */
  from: number;
  to?: number;
  /** Absent: all. */
  name?: string;
  /** At most so many, the newest. */
  limit: number;
}

/** What follows an entry. */
export interface Continuation {
  entries: MetricEntry[];
  /** Entries between the one asked about and the first of `entries` that are gone. `unknown`: the stream has begun anew. */
  missed: number | 'unknown';
}

/** What the one reader of a group is given. */
export interface TakenEntries {
  entries: MetricEntry[];
  /** Entries that this group never got, or got and never dealt with, and that are gone. */
  lost: number;
}

/** The newest of what was measured, for all processes, with a cap: the oldest goes first. Rejects when its storage does not answer. */
export abstract class MetricStream {
  /** Adds events in their order, at the stream's own time. */
  abstract append(events: readonly MetricEvent[]): Promise<void>;

  /** Entries of a time, oldest first. Costs O(entries in the window). */
  abstract window(query: WindowQuery): Promise<MetricEntry[]>;

  /** What follows the entry of this id, at most so many. */
  abstract after(id: string, limit: number): Promise<Continuation>;

  /** The id of the newest entry; `0-0` when there is none. */
  abstract newestId(): Promise<string>;

  /**
   * Entries for a group that one reader reads at a time: `reader` becomes it when there is none, or when that one has not taken for
   * the length of the lease. Entries that an earlier reader took and did not acknowledge come first. Undefined: another one reads.
   */
  abstract take(group: string, reader: string, limit: number): Promise<TakenEntries | undefined>;

  /** Tells that the group has dealt with these. */
  abstract acknowledge(group: string, ids: readonly string[]): Promise<void>;
}

/** The number in an id. */
export function numberOf(id: string): number {
  return Number(id.slice(id.indexOf('-') + 1));
}

/** The milliseconds in an id. */
export function millisecondsOf(id: string): number {
  return Number(id.slice(0, id.indexOf('-')));
}

/** How many entries lie between two ids. */
export function missedBetween(last: string, first: string | undefined): number | 'unknown' {
  if (first === undefined) return 0;
  const between = numberOf(first) - numberOf(last) - 1;
  return between >= 0 ? between : 'unknown';
}
