/** Every quantile is within this share of the true one. */
const ACCURACY = 0.02;
const LOG_GAMMA = Math.log((1 + ACCURACY) / (1 - ACCURACY));
const MIN_MS = 0.01;
const MAX_MS = 86_400_000;
/** A share of a count that is whole, such as 0.07 of 100, may come out a little above it. */
const ROUNDING = 1e-9;

/**
 * How many durations fell into each slot, by slot. Slots grow by a constant factor, so any two sketches merge by adding counts
 * and no quantile is further off than 2 % (Masson, Rim and Lee 2019, "DDSketch", section 2).
 */
export type LatencySketch = Map<number, number>;

/** The slot of a duration in milliseconds. */
export function slotOf(ms: number): number {
  return Math.ceil(Math.log(Math.min(Math.max(ms, MIN_MS), MAX_MS)) / LOG_GAMMA);
}

/** Adds durations of one slot. */
export function addToSketch(sketch: LatencySketch, slot: number, count: number): void {
  sketch.set(slot, (sketch.get(slot) ?? 0) + count);
}

/** Adds the second to the first. */
export function mergeSketch(sketch: LatencySketch, more: ReadonlyMap<number, number>): void {
  for (const [slot, count] of more) addToSketch(sketch, slot, count);
}

/**
 * The smallest duration that at least this share (0 to 1) of all did not exceed, milliseconds: of three values 0.99 is the greatest.
 * Undefined for an empty sketch.
 */
export function quantileOf(sketch: ReadonlyMap<number, number>, share: number): number | undefined {
  const slots = [...sketch].sort(([one], [other]) => one - other);
  const total = slots.reduce((sum, [, count]) => sum + count, 0);
  if (total === 0) return undefined;
  let rank = Math.max(1, Math.ceil(share * total - ROUNDING));
  for (const [slot, count] of slots) {
    rank -= count;
    if (rank <= 0) return middleOf(slot);
  }
  return middleOf(slots.at(-1)?.[0] ?? 0);
}

/** The value of a slot that is equally far, as a share, from both its ends. */
function middleOf(slot: number): number {
  const ms = (2 * Math.exp(slot * LOG_GAMMA)) / (1 + Math.exp(LOG_GAMMA));
  return Math.round(ms * 100) / 100;
}
