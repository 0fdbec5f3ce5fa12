import type { Estimate } from './interval';
import type { PairedCounts } from './paired-counts';
import { wilsonInterval } from './wilson-interval';

/**
 * How much larger the share of right answers of the second run is than that of the first, on the same questions, with its 95 %
 * interval: method 10 of Newcombe 1998 (Statistics in Medicine 17:2635-2650), which joins the two Wilson intervals by the
 * square-and-add rule and takes the correlation of the runs into account. From -1 to 1. Undefined without questions.
 */
export function pairedDifference(counts: PairedCounts): Estimate | undefined {
  const { both, onlyFirst, onlySecond, neither } = counts;
  const total = both + onlyFirst + onlySecond + neither;
  const first = wilsonInterval(both + onlyFirst, total);
  const second = wilsonInterval(both + onlySecond, total);
  if (first === undefined || second === undefined) return undefined;
  const value = (onlySecond - onlyFirst) / total;
  const phi = correctedCorrelation(counts, total);
  const reach = (of: number, against: number) =>
    Math.sqrt(Math.max(0, of ** 2 - 2 * phi * of * against + against ** 2));
  return {
    value,
    lower: Math.max(-1, value - reach(second.value - second.lower, first.upper - first.value)),
    upper: Math.min(1, value + reach(second.upper - second.value, first.value - first.lower)),
  };
}

/** The correlation of the two runs with Newcombe's continuity correction; 0 where a run was always right or always wrong. */
function correctedCorrelation({ both, onlyFirst, onlySecond, neither }: PairedCounts, total: number): number {
  const margins = (both + onlyFirst) * (onlySecond + neither) * (both + onlySecond) * (onlyFirst + neither);
  if (margins === 0) return 0;
  const product = both * neither - onlyFirst * onlySecond;
  const corrected = product > 0 ? Math.max(product - total / 2, 0) : product;
  return corrected / Math.sqrt(margins);
}
