import { quantileOf, type Cell, type LatencySketch } from '@app/analytics';
import type { LatencyDto, ValueTotalsDto } from './dto/analytics.dto';

/** Count, mean and quantiles of a sketch. */
export function toLatency(sketch: LatencySketch, sumMs: number): LatencyDto {
  const count = [...sketch.values()].reduce((sum, more) => sum + more, 0);
  if (count === 0) return { count };
  return {
    count,
    meanMs: round(sumMs / count),
    p50Ms: quantileOf(sketch, 0.5) ?? 0,
    p95Ms: quantileOf(sketch, 0.95) ?? 0,
    p99Ms: quantileOf(sketch, 0.99) ?? 0,
  };
}

/** A mean without quantiles, where only sums are kept. */
export function toMean(count: number, sumMs: number): LatencyDto {
  return count === 0 ? { count } : { count, meanMs: round(sumMs / count) };
}

/** What a value came to, with its times where they are kept. */
export function toValueTotals({ value, totals, latency, firstToken }: Cell): ValueTotalsDto {
  if (latency.size === 0) return { value, totals };
  return {
    value,
    totals,
    latency: toLatency(latency, totals.latencyMs),
    firstToken: toLatency(firstToken, totals.firstTokenMs),
  };
}

/** Four digits are enough of a rate. */
export function toRate(part: number, whole: number): number {
  return whole === 0 ? 0 : Math.round((part / whole) * 10_000) / 10_000;
}

function round(ms: number): number {
  return Math.round(ms * 100) / 100;
}
