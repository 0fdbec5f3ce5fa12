/** What one target gave in each round. */
export type Rounds<Target, Figures> = Map<Target, Figures[]>;

/**
 * Measures all targets in every round, in turns of order (A B, B A, …), so that what else the machine does meets all of
 * them alike.
 */
export async function interleave<Target, Figures>(
  targets: readonly Target[],
  rounds: number,
  measure: (target: Target) => Promise<Figures>,
): Promise<Rounds<Target, Figures>> {
  const results: Rounds<Target, Figures> = new Map(targets.map((target) => [target, []]));
  for (let round = 0; round < rounds; round++) {
    const order = round % 2 === 0 ? targets : [...targets].reverse();
    for (const target of order) results.get(target)?.push(await measure(target));
  }
  return results;
}

/** Compares two targets round by round, in the order of the rounds. */
export function pairwise<Figures>(
  ours: readonly Figures[] | undefined,
  theirs: readonly Figures[] | undefined,
  compare: (our: Figures, their: Figures) => number,
): number[] {
  return (ours ?? []).flatMap((our, round) => {
    const their = theirs?.[round];
    return their === undefined ? [] : [compare(our, their)];
  });
}
