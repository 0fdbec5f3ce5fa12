import type { ResolvedStrategyName } from '@app/contracts';
import type { ChatTurn, TurnSettings } from '@app/turn';
import type { ReasoningConfig } from '../config/app-config';

/** The settings of a turn, with the configured ones where the request names none; and what is to be said about them. */
export function turnSettings(
  turn: ChatTurn,
  config: ReasoningConfig,
  isPriced: boolean,
): { settings: TurnSettings; warnings: string[] } {
  const configuredCost = config.costCeilingMicroUsd;
  // The request's own ceiling is refused where it cannot be kept; the installation's is for all models, priced or not.
  const isCostIgnored = turn.costCeilingMicroUsd === undefined && configuredCost !== undefined && !isPriced;
  const tokenCeiling = turn.tokenCeiling ?? config.tokenCeiling;
  const costCeilingMicroUsd = turn.costCeilingMicroUsd ?? (isCostIgnored ? undefined : configuredCost);
  return {
    settings: {
      maxSteps: turn.maxSteps ?? config.maxSteps,
      samples: turn.samples ?? config.samples,
      parallelSamples: config.parallelSamples,
      rounds: turn.rounds ?? config.rounds,
      ...(tokenCeiling === undefined ? {} : { tokenCeiling }),
      ...(costCeilingMicroUsd === undefined ? {} : { costCeilingMicroUsd }),
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
