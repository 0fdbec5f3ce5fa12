import type { ConversationMessage, MessageSample, SampleResult } from '@app/contracts';
import type { PlannedTurn, TurnEvent, TurnFinish } from '@app/turn';

/**
 * The events of an answer that is stored, for a request that is made again after its answer was stored and before it was told. The
 * model is not asked and nothing is paid for twice.
 */
export async function* replayStored(stored: ConversationMessage, turn: PlannedTurn): AsyncGenerator<TurnEvent> {
  await Promise.resolve();
  const finish = finishOf(stored, turn);
  const { id, provider, model, strategy, reasoningSteps = [], finalAnswer } = finish.response;
  yield { type: 'start', id, provider, model, strategy };
  for (const { thought, action, durationMs, confidence, confidenceSource, redacted, ...start } of reasoningSteps) {
    const { index } = start;
    const branch = start.branch === undefined ? {} : { branch: start.branch };
    yield { type: 'step-start', ...start };
    if (thought !== '') yield { type: 'step-delta', index, ...branch, field: 'thought', text: thought };
    if (action !== undefined) yield { type: 'step-delta', index, ...branch, field: 'action', text: action };
    yield {
      type: 'step-end',
      index,
      ...branch,
      ...(confidence === undefined || confidenceSource === undefined ? {} : { confidence, confidenceSource }),
      ...(durationMs === undefined ? {} : { durationMs }),
      ...(redacted === undefined ? {} : { redacted }),
    };
  }
  if (finalAnswer !== '') yield { type: 'answer-delta', text: finalAnswer };
  yield finish;
}

function finishOf(stored: ConversationMessage, turn: PlannedTurn): TurnFinish {
  const { descriptor } = turn.model;
  const { confidence, confidenceSource, samples, vote } = stored;
  return {
    type: 'finish',
    response: {
      id: stored.chatId ?? turn.id,
      provider: stored.provider ?? descriptor.provider,
      model: stored.model ?? descriptor.id,
      strategy: stored.strategy ?? turn.strategy,
      finalAnswer: stored.content,
      ...(confidence === undefined || confidenceSource === undefined ? {} : { confidence, confidenceSource }),
      reasoningSteps: stored.reasoningSteps ?? [],
      ...(samples === undefined || vote === undefined ? {} : { samples: samples.filter(isWhole), vote }),
      complete: stored.content !== '' || (stored.toolCalls?.length ?? 0) > 0,
      finishReason: stored.finishReason ?? 'other',
      warnings: stored.warnings ?? [],
      usage: stored.usage ?? {},
      cache: { status: 'bypass' },
      timings: { totalMs: 0, upstreamMs: 0, overheadMs: 0 },
    },
    toolCalls: stored.toolCalls ?? [],
    opaqueReasoning: [],
  };
}

function isWhole(sample: MessageSample): sample is SampleResult {
  return sample.agrees !== undefined && sample.complete !== undefined && sample.warnings !== undefined;
}
