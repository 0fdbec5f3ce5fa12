import type { ChatResponse, ChatUsage } from '@app/contracts';
import type { ModelDescriptor, ModelUsage } from '@app/model';
import type { ReasoningOutcome } from '@app/reasoning';

/** What a response says beside the outcome of its strategy. */
export interface ResponseContext {
  id: string;
  descriptor: ModelDescriptor;
  strategy: ChatResponse['strategy'];
  /** Whether the reasoning is shown. */
  show: boolean;
  /** Codes about the settings of the turn. */
  warnings: readonly string[];
  totalMs: number;
  upstreamMs: number;
  /** Millionths of a US dollar; undefined when unknown. */
  price: (usage: ModelUsage) => number | undefined;
}

/** The body of a turn that ended well. */
export function toChatResponse(outcome: ReasoningOutcome, context: ResponseContext): ChatResponse {
  const { descriptor, show, price, totalMs, upstreamMs } = context;
  const { finalAnswer, rawResponse, confidence, confidenceSource, samples, vote } = outcome;
  return {
    id: context.id,
    provider: descriptor.provider,
    model: descriptor.id,
    strategy: context.strategy,
    finalAnswer,
    ...(confidence === undefined || confidenceSource === undefined ? {} : { confidence, confidenceSource }),
    ...(show ? { reasoningSteps: outcome.steps } : {}),
    ...(show && rawResponse !== finalAnswer ? { rawResponse } : {}),
    ...(show && samples !== undefined
      ? { samples: samples.map(({ usage, ...rest }) => ({ ...rest, ...(usage && { usage: toUsage(usage, price) }) })) }
      : {}),
    ...(show && vote !== undefined ? { vote } : {}),
    complete: outcome.complete,
    finishReason: outcome.finishReason,
    warnings: [...context.warnings, ...outcome.warnings],
    usage: toUsage(outcome.usage, price),
    cache: { status: 'bypass' },
    timings: { totalMs: round(totalMs), upstreamMs: round(upstreamMs), overheadMs: round(totalMs - upstreamMs) },
  };
}

function toUsage(usage: ModelUsage, price: ResponseContext['price']): ChatUsage {
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
