/**
 * The value below which the share `at` (0 to 1) of the values lies, with linear interpolation between neighbours: type 7 of
 * Hyndman and Fan 1996 (The American Statistician 50:361-365). Undefined without values. O(n log n).
 */
export function quantile(values: readonly number[], at: number): number | undefined {
  const sorted = [...values].sort((a, b) => a - b);
  const place = (sorted.length - 1) * at;
  const below = sorted[Math.floor(place)];
  const above = sorted[Math.ceil(place)];
  if (below === undefined || above === undefined) return undefined;
  return below + (above - below) * (place - Math.floor(place));
}
