import { Z_95, type Estimate } from './interval';

/**
 * The share `successes / total` with its 95 % score interval without continuity correction (Wilson 1927; method 3 of Newcombe
 * 1998, Statistics in Medicine 17:857-872). It keeps its coverage for small counts and near 0 and 1, where the usual
 * "plus or minus 1.96 standard errors" fails. Undefined for a total of 0.
 */
export function wilsonInterval(successes: number, total: number): Estimate | undefined {
  if (total === 0) return undefined;
  const share = successes / total;
  const z2 = Z_95 ** 2;
  const centre = (share + z2 / (2 * total)) / (1 + z2 / total);
  const half = (Z_95 / (1 + z2 / total)) * Math.sqrt((share * (1 - share)) / total + z2 / (4 * total ** 2));
  return {
    value: share,
    lower: successes === 0 ? 0 : Math.max(0, centre - half),
    upper: successes === total ? 1 : Math.min(1, centre + half),
  };
}
