import type { TurnRecord } from './turn-record';

/** What is summed, in whole numbers. `latencyMs` and `firstTokenMs` are sums; their means are over the sketches' counts. */
export const MEASURES = [
  'requests',
  'errors',
  'cacheHits',
  'inputTokens',
  'outputTokens',
  'reasoningTokens',
  'cachedInputTokens',
  'costMicroUsd',
  'savedMicroUsd',
  'savedTokens',
  'latencyMs',
  'firstTokenMs',
] as const;

/** One of {@link MEASURES}. */
export type Measure = (typeof MEASURES)[number];

/** A sum for each measure. */
export type Totals = Record<Measure, number>;

/** Nothing yet. */
export function emptyTotals(): Totals {
  return Object.fromEntries(MEASURES.map((measure) => [measure, 0])) as Totals;
}

/** Adds the second to the first. */
export function addTotals(totals: Totals, more: Readonly<Totals>): void {
  for (const measure of MEASURES) totals[measure] += more[measure];
}

/** Counts one turn. What it does not tell counts as nothing. */
export function addTurn(totals: Totals, turn: TurnRecord): void {
  totals.inputTokens += whole(turn.inputTokens);
  totals.outputTokens += whole(turn.outputTokens);
  totals.reasoningTokens += whole(turn.reasoningTokens);
  totals.cachedInputTokens += whole(turn.cachedInputTokens);
  totals.costMicroUsd += whole(turn.costMicroUsd);
  if (turn.isLate === true) return;
  totals.requests += 1;
  if (turn.outcome === 'failed') totals.errors += 1;
  if (turn.cacheStatus === 'hit' || turn.cacheStatus === 'stale') totals.cacheHits += 1;
  totals.savedMicroUsd += whole(turn.savedMicroUsd);
  totals.savedTokens += whole(turn.savedTokens);
  totals.latencyMs += whole(turn.durationMs);
  totals.firstTokenMs += whole(turn.firstTokenMs);
}

/** Redis counts in 64 bits and we in 53: what is no count is none, so that one wrong number spoils no sum. */
function whole(value: number | undefined): number {
  return value !== undefined && value > 0 && value < Number.MAX_SAFE_INTEGER ? Math.round(value) : 0;
}
