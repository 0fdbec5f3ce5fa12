import type { ChatResponse, ChatTimings, ChatUsage } from '@app/contracts';
import type { ModelUsage } from '@app/model';
import type { ReasoningOutcome } from '@app/reasoning';
import type { PlannedTurn } from '@app/turn';

/** What was measured while the strategy ran. */
export interface MeasuredTurn {
  totalMs: number;
  upstreamMs: number;
  /** Millionths of a US dollar; undefined when unknown. */
  price: (usage: ModelUsage) => number | undefined;
}

/** The body of a turn that ended well, with everything in it. */
export function toChatResponse(outcome: ReasoningOutcome, turn: PlannedTurn, measured: MeasuredTurn): ChatResponse {
  const { finalAnswer, rawResponse, confidence, confidenceSource, samples, vote } = outcome;
  const { descriptor } = turn.model;
  const { price } = measured;
  return {
    id: turn.id,
    provider: descriptor.provider,
    model: descriptor.id,
    strategy: turn.strategy,
    finalAnswer,
    ...(confidence === undefined || confidenceSource === undefined ? {} : { confidence, confidenceSource }),
    reasoningSteps: outcome.steps,
    ...(rawResponse === finalAnswer ? {} : { rawResponse }),
    ...(samples === undefined
      ? {}
      : {
          samples: samples.map(({ usage, ...rest }) => ({ ...rest, ...(usage && { usage: toUsage(usage, price) }) })),
        }),
    ...(vote === undefined ? {} : { vote }),
    complete: outcome.complete,
    finishReason: outcome.finishReason,
    warnings: outcome.warnings,
    usage: toUsage(outcome.usage, price),
    cache: { status: 'bypass' },
    timings: toTimings(measured.totalMs, measured.upstreamMs),
  };
}

/** Divides the time of an answer, milliseconds, into waiting for the provider and the rest. */
export function toTimings(totalMs: number, upstreamMs: number): ChatTimings {
  return { totalMs: round(totalMs), upstreamMs: round(upstreamMs), overheadMs: round(totalMs - upstreamMs) };
}

function toUsage(usage: ModelUsage, price: MeasuredTurn['price']): ChatUsage {
  const counts: ChatUsage = {};
  for (const field of ['inputTokens', 'outputTokens', 'reasoningTokens', 'cachedInputTokens'] as const) {
    const count = usage[field];
    if (count !== undefined) counts[field] = count;
  }
  const costMicroUsd = price(usage);
  return costMicroUsd === undefined ? counts : { ...counts, costMicroUsd };
}

function round(ms: number): number {
  return Math.max(0, Math.round(ms * 1000) / 1000);
}
