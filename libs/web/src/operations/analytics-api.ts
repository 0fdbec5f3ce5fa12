import { requestJson } from '../api/http-client';

/** Sums over turns, as `GET /api/v1/analytics/*` tells them. Money in millionths of a US dollar, times in milliseconds. */
interface Totals {
  requests: number;
  errors: number;
  cacheHits: number;
  inputTokens: number;
  outputTokens: number;
  reasoningTokens: number;
  costMicroUsd: number;
  savedMicroUsd: number;
  latencyMs: number;
  firstTokenMs: number;
}

/** Quantiles, milliseconds. Absent when nothing was measured. */
interface Latency {
  count: number;
  meanMs?: number;
  p50Ms?: number;
  p95Ms?: number;
  p99Ms?: number;
}

/** What turns with one value came to. */
export interface ValueTotals {
  /** Empty: everything beyond the values that are told apart. */
  value: string;
  totals: Totals;
  latency?: Latency;
}

/** Body of `GET /api/v1/analytics/summary`. */
export interface AnalyticsSummary {
  scope: 'own' | 'organisation';
  /** Of what time, epoch milliseconds. */
  from: number;
  to: number;
  totals: Totals;
  errorRate: number;
  cacheHitRate: number;
  uniqueUsers?: number;
  latency: Latency;
  firstToken: Latency;
  byModel?: ValueTotals[];
  byStrategy?: ValueTotals[];
  byType?: ValueTotals[];
  byOutcome?: ValueTotals[];
  byError?: ValueTotals[];
}

/** One bucket. */
export interface AnalyticsPoint {
  /** Its begin, epoch milliseconds. */
  start: number;
  totals: Totals;
  latency?: Latency;
}

/** Body of `GET /api/v1/analytics/timeseries`. */
export interface AnalyticsTimeseries {
  series: { value: string; points: AnalyticsPoint[] }[];
}

/** Body of `GET /api/v1/analytics/top`. */
export interface AnalyticsTop {
  items: ValueTotals[];
}

const ANALYTICS = '/api/v1/analytics';

export const readSummary = (windowSeconds: number, signal: AbortSignal): Promise<AnalyticsSummary> =>
  requestJson(`${ANALYTICS}/summary?windowSeconds=${windowSeconds}`, { signal });

export const readTimeseries = (windowSeconds: number, signal: AbortSignal): Promise<AnalyticsTimeseries> =>
  requestJson(`${ANALYTICS}/timeseries?windowSeconds=${windowSeconds}`, { signal });

/** Each of the last seconds. Refused where seconds are not kept, as of a single user's turns. */
export const readSeconds = (windowSeconds: number, signal: AbortSignal): Promise<AnalyticsTimeseries> =>
  requestJson(`${ANALYTICS}/timeseries?windowSeconds=${windowSeconds}&grain=second`, { signal });

export const readTopUsers = (windowSeconds: number, signal: AbortSignal): Promise<AnalyticsTop> =>
  requestJson(`${ANALYTICS}/top?dimension=user&measure=costMicroUsd&windowSeconds=${windowSeconds}`, { signal });
