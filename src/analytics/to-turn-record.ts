import type { MessageType, TurnOutcome, TurnRecord, TurnUse } from '@app/analytics';
import type { ChatResponse } from '@app/contracts';
import { AppError } from '@app/kernel';
import type { PlannedTurn, TurnCall, TurnContext, TurnEnd, TurnFinish } from '@app/turn';

/** Refused before anything was done, by a limit of ours. A provider's refusals are failures. */
const REFUSALS: readonly string[] = ['rate_limited', 'overloaded', 'forbidden', 'shutting_down', 'budget_exceeded'];

const COUNTED = ['inputTokens', 'outputTokens', 'reasoningTokens', 'cachedInputTokens', 'costMicroUsd'] as const;

/** What analytics keeps of a turn, without what its calls used. */
export function toTurnRecord(turn: PlannedTurn, context: TurnContext, end: TurnEnd, endedAt: number): TurnRecord {
  const { organisationId, userId } = context.principal;
  const { descriptor } = turn.model;
  return {
    organisationId,
    userId,
    endedAt,
    durationMs: end.totalMs,
    ...(end.firstTextMs === undefined ? {} : { firstTokenMs: end.firstTextMs }),
    model: descriptor.id,
    provider: descriptor.provider,
    strategy: turn.strategy,
    ...outcomeOf(end),
  };
}

type Outcome = Pick<TurnRecord, 'outcome' | 'messageType'> & Partial<TurnRecord>;

function outcomeOf(end: TurnEnd): Outcome {
  if (end.outcome === 'finished') return finishedOf(end.finish);
  if (end.outcome === 'aborted') return { outcome: 'aborted', messageType: 'none' };
  const errorCode = end.error instanceof AppError ? end.error.code : 'internal_error';
  const outcome: TurnOutcome = REFUSALS.includes(errorCode) ? 'refused' : 'failed';
  return { outcome, messageType: 'none', errorCode };
}

function finishedOf({ response, toolCalls }: TurnFinish): Outcome {
  const { provider, model, strategy, cache } = response;
  return {
    outcome: 'finished',
    messageType: messageTypeOf(response, toolCalls.length > 0),
    provider,
    model,
    strategy,
    cacheStatus: cache.status,
    ...savingOf(response),
  };
}

function messageTypeOf({ reasoningSteps }: ChatResponse, callsTools: boolean): MessageType {
  if (callsTools) return 'tool-calls';
  return (reasoningSteps?.length ?? 0) > 0 ? 'reasoned' : 'answer';
}

/** What an answer from the cache once used is what was saved. */
function savingOf({ usage, cache }: ChatResponse): Partial<TurnRecord> {
  if (cache.status !== 'hit' && cache.status !== 'stale') return {};
  const savedTokens = (usage.inputTokens ?? 0) + (usage.outputTokens ?? 0);
  return { savedTokens, ...(cache.savedMicroUsd === undefined ? {} : { savedMicroUsd: cache.savedMicroUsd }) };
}

/** Adds what a call used, and gives the sum. */
export function addCall(sum: TurnUse, { usage, costMicroUsd }: TurnCall): TurnUse {
  for (const name of COUNTED) {
    const count = name === 'costMicroUsd' ? costMicroUsd : usage[name];
    if (count !== undefined) sum[name] = (sum[name] ?? 0) + count;
  }
  return sum;
}
