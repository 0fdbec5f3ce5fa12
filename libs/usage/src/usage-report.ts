/** What usage can be divided by. Days and months are of UTC. */
export const USAGE_DIMENSIONS = ['day', 'month', 'user', 'key', 'provider', 'model', 'strategy'] as const;

/** One of {@link USAGE_DIMENSIONS}. */
export type UsageDimension = (typeof USAGE_DIMENSIONS)[number];

/** Which usage of one organisation is asked for. Absent fields do not narrow. */
export interface UsageFilter {
  organisationId: string;
  /** Epoch milliseconds, inclusive. */
  since: number;
  /** Epoch milliseconds, exclusive. */
  until: number;
  userId?: string | undefined;
  keyId?: string | undefined;
  provider?: string | undefined;
  model?: string | undefined;
  strategy?: string | undefined;
}

/** Sums of the calls that agree in the dimensions asked for. */
export interface UsageSums {
  calls: number;
  /** Calls that run now; their cost is not in the sums. */
  runningCalls: number;
  /** Calls whose tokens the provider did not all tell. */
  estimatedCalls: number;
  /** Calls whose price is not known; their cost is not in the sums. */
  unpricedCalls: number;
  inputTokens: number;
  outputTokens: number;
  reasoningTokens: number;
  cachedInputTokens: number;
  cacheWriteTokens: number;
  costMicroUsd: number;
  /** The part of `costMicroUsd` that is estimated. */
  estimatedCostMicroUsd: number;
}

/** One line of a report: its place in the dimensions, and its sums. Days as `2026-11-25`, months as `2026-11`. */
export type UsageRow = { [Name in UsageDimension]?: string } & UsageSums;

/** Adds the ledger up. Fails with `storage_unavailable` when the database is away. */
export abstract class UsageReport {
  /** Lines in the order of their dimensions, at most `limit`. Costs O(calls in the time). */
  abstract sums(filter: UsageFilter, dimensions: readonly UsageDimension[], limit: number): Promise<UsageRow[]>;
}
