import type { PairedCounts } from './paired-counts';

/**
 * The two-sided p-value of the exact McNemar test (McNemar 1947, Psychometrika 12:153-157; binomial form): how likely a split of
 * the questions on which the runs differ is that is at least as uneven as this one, when neither run is better. 1 when they
 * never differ. O(number of differing questions).
 */
export function mcNemarExact({ onlyFirst, onlySecond }: Pick<PairedCounts, 'onlyFirst' | 'onlySecond'>): number {
  const total = onlyFirst + onlySecond;
  const fewer = Math.min(onlyFirst, onlySecond);
  let logTerm = -total * Math.LN2;
  for (let i = 1; i <= fewer; i++) logTerm += Math.log(total - i + 1) - Math.log(i);
  // The largest term of the tail first, in logarithms; the others follow from it by their ratios.
  let sum = 0;
  let ratio = 1;
  for (let i = fewer; i >= 0; i--) {
    sum += ratio;
    ratio *= i / (total - i + 1);
  }
  return Math.min(1, 2 * Math.exp(logTerm) * sum);
}
