/** Most slips between a wrong name and the right one that is suggested: a third of its length, at most three. */
const MAX_SLIPS = 3;
/** Names longer than this are no slip of the pen. Bounds the work. */
const MAX_LENGTH = 40;

/**
 * The known name that was most likely meant: the one with the fewest slips (Damerau-Levenshtein distance with adjacent
 * transpositions, upper and lower case and `_` taken as the same). Undefined when none is near.
 *
 * @param mostSlips further names are not near. Default: a third of the name's length, at most three.
 */
export function nearestName(
  name: string,
  known: Iterable<string>,
  mostSlips = Math.min(MAX_SLIPS, Math.floor(name.length / 3)),
): string | undefined {
  if (name.length > MAX_LENGTH) return undefined;
  let nearest: string | undefined;
  let fewest = mostSlips + 1;
  for (const candidate of known) {
    const count = slips(plain(name), plain(candidate));
    if (count >= fewest) continue;
    nearest = candidate;
    fewest = count;
  }
  return nearest;
}

function plain(name: string): string {
  return name.toLowerCase().replaceAll('_', '');
}

/** Insertions, deletions, replacements and swaps of neighbours that turn one text into the other. */
function slips(from: string, to: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let i = 1; i <= from.length; i++) {
    const row = [i];
    for (let j = 1; j <= to.length; j++) {
      const replaced = at(last, j - 1) + (from[i - 1] === to[j - 1] ? 0 : 1);
      let cost = Math.min(replaced, at(last, j) + 1, at(row, j - 1) + 1);
      const swapped = i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1];
      if (swapped) cost = Math.min(cost, at(beforeLast, j - 2) + 1);
      row.push(cost);
    }
    [beforeLast, last] = [last, row];
  }
  return at(last, to.length);
}

function at(row: readonly number[], index: number): number {
  return row[index] ?? Infinity;
}
