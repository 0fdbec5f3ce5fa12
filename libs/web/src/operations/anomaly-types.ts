/** A series that was odd, as the monitoring API tells it. */
interface OddSeries {
  series: string;
  value: number;
  /** What it was of late. */
  usual: number;
  /** How likely it is an anomaly, 0 to 1. */
  score: number;
  /** The cause: greatest contribution first. */
  contributions: { tag: string; value: string; share: number; now: number; usual: number }[];
}

/** One anomaly of `GET /api/v1/monitoring/anomalies`. */
export interface Anomaly extends OddSeries {
  id: string;
  /** Begin of its interval, epoch milliseconds. */
  at: number;
  /** Other series that were odd in the same interval. */
  related: OddSeries[];
  status: 'open' | 'confirmed' | 'dismissed';
  note?: string;
}

/** Body of `GET /api/v1/monitoring/anomalies`. */
export interface AnomalyList {
  anomalies: Anomaly[];
}

/** Body of `GET /api/v1/monitoring/series`. */
export interface WatchedSeries {
  names: string[];
  intervalMs: number;
  /** Oldest first. Present when a name was given. */
  points?: { start: number; value: number }[];
  anomalies?: Anomaly[];
}
