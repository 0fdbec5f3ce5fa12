import type { ReasoningStep } from '@app/contracts';
import { SystemClock } from '@app/kernel';
import type { OpaqueReasoning, StreamPart } from '@app/model';
import { ReplyNormaliser, type ReasoningEvent, type ReasoningOutcome } from '@app/reasoning';
import type { ExpectedStep } from './conformance-case';
import { projectOpaque, projectStep, projectToolCall } from './project-step';
import type { Reading } from './reading';

/** A provider's reply, as it was read. */
export interface PartsReading {
  reading: Reading;
  outcome: ReasoningOutcome;
  /** What is wrong between the events and the outcome; empty when nothing is. */
  faults: string[];
}

/** Reads the parts of one reply the way the strategies `direct` and `native` do. A missing finish is taken as a good one. */
export function readParts(parts: readonly StreamPart[]): PartsReading {
  const normaliser = new ReplyNormaliser({ clock: new SystemClock(), timed: true, mode: 'markers' });
  const events: ReasoningEvent[] = [];
  /** Which step each block became, by the block's id. */
  const stepOfBlock = new Map<string, number>();
  const opaques: { block: string; opaque: OpaqueReasoning }[] = [];
  const finished = parts.some(({ type }) => type === 'finish');
  for (const part of finished ? parts : [...parts, { type: 'finish', reason: 'stop' } as const]) {
    const told = [...normaliser.push(part)];
    events.push(...told);
    if (part.type !== 'reasoning-delta' && part.type !== 'reasoning-end') continue;
    for (const event of told) if (event.type === 'step-start') stepOfBlock.set(part.id, event.index);
    if (part.type === 'reasoning-end' && part.opaque !== undefined)
      opaques.push({ block: part.id, opaque: part.opaque });
  }
  events.push(...normaliser.end());
  const last = events.at(-1);
  if (last?.type !== 'outcome') throw new Error('the last event is no outcome');
  const { outcome } = last;
  const native = nativeSteps(outcome.steps, stepOfBlock, opaques);
  const steps = [
    ...native,
    ...(normaliser.parsedReply?.steps ?? []).map(projectStep),
    ...outcome.toolCalls.map(projectToolCall),
  ];
  const { warnings } = outcome;
  const finalAnswer = outcome.finalAnswer === '' ? null : outcome.finalAnswer;
  // A call of a tool without a text completes a turn; a case asks whether there is an answer.
  const complete = outcome.complete && finalAnswer !== null;
  const reading: Reading = { steps, finalAnswer, complete, warnings };
  return { reading, outcome, faults: faultsOf(events, outcome) };
}

function nativeSteps(
  steps: readonly ReasoningStep[],
  stepOfBlock: ReadonlyMap<string, number>,
  opaques: readonly { block: string; opaque: OpaqueReasoning }[],
): ExpectedStep[] {
  const written = new Map<number, ExpectedStep>();
  for (const index of [...stepOfBlock.values()].sort((a, b) => a - b)) {
    const step = steps[index];
    if (step === undefined) continue;
    const { thought, kind, redacted } = step;
    written.set(index, {
      type: 'thought',
      text: thought,
      ...(kind === 'summary' ? { summary: true } : {}),
      ...(redacted === true ? { redacted } : {}),
    });
  }
  for (const { block, opaque } of opaques) {
    const projected = projectOpaque(opaque);
    const step = written.get(stepOfBlock.get(block) ?? -1);
    if (step !== undefined && projected !== undefined) step['opaque'] = projected;
  }
  return [...written.values()];
}

/** Follows the events as a client does and compares what it would show with the outcome. */
function faultsOf(events: readonly ReasoningEvent[], outcome: ReasoningOutcome): string[] {
  let answer = '';
  const texts: string[] = [];
  for (const event of events) {
    if (event.type === 'answer-delta') answer += event.text;
    else if (event.type === 'step-start') texts[event.index] = '';
    else if (event.type === 'step-delta') texts[event.index] = `${texts[event.index] ?? ''}${event.text}`;
    else if (event.type === 'retract') {
      if (event.answer === true) answer = '';
      if (event.fromStep !== undefined) texts.length = event.fromStep;
    }
  }
  const shown = outcome.steps.map(({ thought, action = '' }) => thought + action);
  return [
    ...(answer === outcome.finalAnswer ? [] : ['the answer deltas are not the answer']),
    ...(JSON.stringify(texts) === JSON.stringify(shown) ? [] : ['the step deltas are not the steps']),
  ];
}
