import type { Anomaly, AnomalyStatus } from './anomaly';

/** One value of a series. */
export interface StoredPoint {
  series: string;
  /** Begin of its interval, epoch milliseconds. */
  start: number;
  value: number;
  /** The greatest parts by `tag=value`. */
  parts: Readonly<Record<string, number>>;
}

/** Which anomalies are wanted, newest first. */
export interface AnomalyQuery {
  status?: AnomalyStatus;
  series?: string;
  /** Epoch milliseconds: only earlier ones. */
  before?: number;
  limit: number;
}

/** What somebody says about an anomaly. */
export interface AnomalyDecision {
  status: AnomalyStatus;
  note?: string;
  decidedBy: string;
  decidedAt: number;
}

/** How often anomalies of a series were found to be none, and to be some. */
export interface SeriesFeedback {
  series: string;
  dismissed: number;
  confirmed: number;
}

/** Where series and anomalies last. Rejects with `AppError` `storage_unavailable` when its storage does not answer. */
export abstract class MonitoringStore {
  /** Keeps points; one that is there already is replaced. */
  abstract savePoints(points: readonly StoredPoint[]): Promise<void>;

  /** Points of a series in `[from, to)`, oldest first; with `limit` only the newest. */
  abstract points(series: string, from: number, to: number, limit?: number): Promise<StoredPoint[]>;

  /** Names of the series that have points since then. */
  abstract series(since: number): Promise<string[]>;

  /** Keeps an anomaly; one of its id that is there already stays as it is. */
  abstract saveAnomaly(anomaly: Anomaly): Promise<void>;

  abstract anomalies(query: AnomalyQuery): Promise<Anomaly[]>;

  abstract anomaly(id: string): Promise<Anomaly | undefined>;

  /** Undefined when there is none of this id. */
  abstract decide(id: string, decision: AnomalyDecision): Promise<Anomaly | undefined>;

  abstract feedback(since: number): Promise<SeriesFeedback[]>;

  /** Deletes points that are older. */
  abstract prune(before: number): Promise<void>;
}
