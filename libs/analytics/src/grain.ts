const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** The widths of buckets, narrowest first. */
export const GRAINS = ['second', 'minute', 'hour', 'day'] as const;

/** One of {@link GRAINS}. */
export type Grain = (typeof GRAINS)[number];

/** The grains that are kept for long. Seconds are for watching only. */
export const ARCHIVED_GRAINS = ['minute', 'hour', 'day'] as const;

/** One of {@link ARCHIVED_GRAINS}. */
export type ArchivedGrain = (typeof ARCHIVED_GRAINS)[number];

/** The width of a bucket, milliseconds. Days are of UTC. */
export const GRAIN_MS: Readonly<Record<Grain, number>> = {
  second: SECOND_MS,
  minute: MINUTE_MS,
  hour: HOUR_MS,
  day: DAY_MS,
};

/** How long a bucket that was not rolled up stays in the live store, milliseconds: as long a downtime of the rollup loses nothing. */
export const LIVE_TTL_MS: Readonly<Record<Grain, number>> = {
  second: 15 * MINUTE_MS,
  minute: 2 * DAY_MS,
  hour: 14 * DAY_MS,
  day: 30 * DAY_MS,
};

/** How long a bucket stays in the live store once it is over and rolled up, milliseconds. */
export const SETTLED_TTL_MS = HOUR_MS;

/** How long after its first change a bucket that is still open is rolled up, milliseconds; it is again when it is over. */
export const REFRESH_MS: Readonly<Record<ArchivedGrain, number>> = {
  minute: MINUTE_MS,
  hour: 10 * MINUTE_MS,
  day: HOUR_MS,
};

/** Where the bucket of a moment begins, epoch milliseconds. */
export function bucketStart(grain: Grain, at: number): number {
  return at - (at % GRAIN_MS[grain]);
}

/** Where the buckets begin that lie in `[from, to)` at least in part, oldest first. */
export function bucketStarts(grain: Grain, from: number, to: number): number[] {
  const starts: number[] = [];
  for (let start = bucketStart(grain, from); start < to; start += GRAIN_MS[grain]) starts.push(start);
  return starts;
}
