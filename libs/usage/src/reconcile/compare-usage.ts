import type { CountedUsage } from './usage-export';

/** One model on one day, as both sides counted it. Undefined: that side has none. */
export interface UsageDifference {
  readonly day: string;
  readonly model: string;
  readonly ours: CountedUsage | undefined;
  readonly theirs: CountedUsage | undefined;
  /** By how much the larger count exceeds the smaller one, as a share of the provider's; the greater of input and output. */
  readonly share: number;
}

/** A date that providers add to a model's name: `-2025-11-13`, `-20251113`. */
const DATED = /-(?:\d{4}-\d{2}-\d{2}|\d{8})$/;

/** Adds both sides up by day and model, a model's dated names as one, and compares them. Ordered by day and model. */
export function compareUsage(ours: readonly CountedUsage[], theirs: readonly CountedUsage[]): UsageDifference[] {
  const [left, right] = [totals(ours), totals(theirs)];
  return [...new Set([...left.keys(), ...right.keys()])].sort().map((key) => {
    const [our, their] = [left.get(key), right.get(key)];
    const [day = '', model = ''] = key.split(' ');
    return { day, model, ours: our, theirs: their, share: shareOf(our, their) };
  });
}

function totals(rows: readonly CountedUsage[]): Map<string, CountedUsage> {
  const sums = new Map<string, CountedUsage>();
  for (const { day, inputTokens, outputTokens, ...row } of rows) {
    const model = row.model.replace(DATED, '');
    const before = sums.get(`${day} ${model}`);
    sums.set(`${day} ${model}`, {
      day,
      model,
      inputTokens: inputTokens + (before?.inputTokens ?? 0),
      outputTokens: outputTokens + (before?.outputTokens ?? 0),
    });
  }
  return sums;
}

function shareOf(ours: CountedUsage | undefined, theirs: CountedUsage | undefined): number {
  const apart = (name: 'inputTokens' | 'outputTokens'): number => {
    const [our, their] = [ours?.[name] ?? 0, theirs?.[name] ?? 0];
    if (our === their) return 0;
    return their === 0 ? 1 : Math.abs(our - their) / their;
  };
  return Math.max(apart('inputTokens'), apart('outputTokens'));
}
