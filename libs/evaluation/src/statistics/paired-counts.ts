/** How two runs did on the same questions: each question falls into one of four cells. */
export interface PairedCounts {
  both: number;
  onlyFirst: number;
  onlySecond: number;
  neither: number;
}

/** Counts the pairs `[first is right, second is right]`. */
export function countPairs(pairs: Iterable<readonly [boolean, boolean]>): PairedCounts {
  const counts: PairedCounts = { both: 0, onlyFirst: 0, onlySecond: 0, neither: 0 };
  for (const [first, second] of pairs) {
    if (first) counts[second ? 'both' : 'onlyFirst'] += 1;
    else counts[second ? 'onlySecond' : 'neither'] += 1;
  }
  return counts;
}
