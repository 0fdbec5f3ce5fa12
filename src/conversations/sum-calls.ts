import type { MessageUsage } from '@app/contracts';
import type { TurnCall } from '@app/turn';

const COUNTED = ['inputTokens', 'outputTokens', 'reasoningTokens', 'cachedInputTokens'] as const;

/** What calls of models used together. A count that none of them told is absent, and so is the cost when that of one is not known. */
export function sumCalls(calls: readonly TurnCall[]): MessageUsage | undefined {
  if (calls.length === 0) return undefined;
  const sum: MessageUsage = {};
  for (const field of COUNTED) {
    const counts = calls.flatMap(({ usage }) => usage[field] ?? []);
    if (counts.length > 0) sum[field] = total(counts);
  }
  const costs = calls.flatMap(({ costMicroUsd }) => costMicroUsd ?? []);
  if (costs.length === calls.length) sum.costMicroUsd = total(costs);
  if (calls.some(({ estimated }) => estimated)) sum.estimated = true;
  return sum;
}

function total(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0);
}
