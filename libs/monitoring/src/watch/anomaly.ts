/** What somebody made of an anomaly. */
export const ANOMALY_STATUSES = ['open', 'confirmed', 'dismissed'] as const;

/** One of {@link ANOMALY_STATUSES}. */
export type AnomalyStatus = (typeof ANOMALY_STATUSES)[number];

/** What contributes to a deviation. */
export interface Contribution {
  tag: string;
  value: string;
  /** Its part of the whole deviation; 1 is all of it, more means that others went the other way. */
  share: number;
  /** What it has of the series' value now, and what it usually has. */
  now: number;
  usual: number;
}

/** A series that was odd in one interval. */
export interface OddSeries {
  series: string;
  value: number;
  /** What it was of late. */
  usual: number;
  /** How unlike its past, in multiples of the strangest stretch of late. Null: it had never changed before. */
  strangeness: number | null;
  score: number;
  /** Most first, at most five. Empty when nothing tells its values apart. */
  contributions: Contribution[];
}

/** Something odd. When several series were at the same time, the strangest is told and the others are related. */
export interface Anomaly extends OddSeries {
  id: string;
  /** Begin of the interval, epoch milliseconds. */
  at: number;
  related: OddSeries[];
  status: AnomalyStatus;
  note?: string;
  decidedBy?: string;
  decidedAt?: number;
}
