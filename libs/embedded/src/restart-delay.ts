const FIRST_DELAY_MS = 100;
const LONGEST_DELAY_MS = 10_000;

/** How long to wait before restart number `attempt` (0 = the first) in a row: 100 ms, doubling, at most 10 s. */
export function restartDelayMs(attempt: number): number {
  return Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** attempt);
}
