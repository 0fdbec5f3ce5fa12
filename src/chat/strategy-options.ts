import type { ResolvedStrategyName } from '@app/contracts';
import type { ModelUsage } from '@app/model';
import type { ReasoningInput, SpendCeilings } from '@app/reasoning';
import type { ReasoningConfig } from '../config/app-config';
import type { ChatTurn } from './chat-turn';

/** What the cost of a strategy depends on. */
export type StrategyOptions = Pick<
  ReasoningInput,
  'maxSteps' | 'samples' | 'parallelSamples' | 'rounds' | 'ceilings' | 'costMicroUsd'
>;

type Price = (usage: ModelUsage) => number | undefined;

/** The options of a turn, with the configured ones where the request names none; and what is to be said about them. */
export function strategyOptions(
  turn: ChatTurn,
  config: ReasoningConfig,
  price: Price,
): { options: StrategyOptions; warnings: string[] } {
  const isPriced = price({ inputTokens: 1, outputTokens: 1 }) !== undefined;
  const configuredCost = config.costCeilingMicroUsd;
  // The request's own ceiling is refused where it cannot be kept; the installation's is for all models, priced or not.
  const isCostIgnored = turn.costCeilingMicroUsd === undefined && configuredCost !== undefined && !isPriced;
  const tokens = turn.tokenCeiling ?? config.tokenCeiling;
  const cost = turn.costCeilingMicroUsd ?? (isCostIgnored ? undefined : configuredCost);
  const ceilings: SpendCeilings = {
    ...(tokens === undefined ? {} : { tokens }),
    ...(cost === undefined ? {} : { costMicroUsd: cost }),
  };
  return {
    options: {
      maxSteps: turn.maxSteps ?? config.maxSteps,
      samples: turn.samples ?? config.samples,
      parallelSamples: config.parallelSamples,
      rounds: turn.rounds ?? config.rounds,
      ceilings,
      costMicroUsd: price,
    },
    warnings: isCostIgnored ? ['cost_ceiling_ignored'] : [],
  };
}

/** True when the request names an option that its strategy has no use for. */
export function ignoresOptions(turn: ChatTurn, strategy: ResolvedStrategyName): boolean {
  const isSampled = strategy === 'self-consistency';
  const isReviewed = strategy === 'self-refine';
  const hasCeiling = turn.tokenCeiling !== undefined || turn.costCeilingMicroUsd !== undefined;
  return (
    (turn.samples !== undefined && !isSampled) ||
    (turn.rounds !== undefined && !isReviewed) ||
    (hasCeiling && !isSampled && !isReviewed)
  );
}
