import { seededRandom } from '../random/seeded-random';
import type { Estimate } from './interval';
import { quantile } from './quantile';

const RESAMPLES = 2000;

/**
 * The mean with its 95 % percentile bootstrap interval (Efron 1979, Annals of Statistics 7:1-26) over 2,000 resamples that the
 * seed decides. Each value must come from another question: values of one question belong together. Undefined without
 * values. O(2,000 n).
 */
export function bootstrapMean(values: readonly number[], seed: number): Estimate | undefined {
  if (values.length === 0) return undefined;
  const random = seededRandom(seed);
  const means = Array.from({ length: RESAMPLES }, () => {
    let sum = 0;
    for (let i = 0; i < values.length; i++) sum += values[Math.floor(random() * values.length)] ?? 0;
    return sum / values.length;
  });
  const value = mean(values);
  return { value, lower: quantile(means, 0.025) ?? value, upper: quantile(means, 0.975) ?? value };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
