import type { MessageAnswer, MessageSample, ReasoningStep, StepEndEvent } from '@app/contracts';
import type { TurnContent } from '@app/conversations';
import { GrowingText } from '@app/kernel';
import type { PlannedTurn, TurnEvent, TurnFinish } from '@app/turn';

/** What there is of an answer, put together from its events: what is kept of it when it never comes to its end. */
export class AnswerSoFar {
  private readonly text = new GrowingText();
  private readonly steps = new Map<number, ReasoningStep>();
  /** Those that came to their end, by branch. */
  private readonly samples = new Map<number, MessageSample>();
  private changes = 0;
  private kept = 0;

  constructor(private readonly turn: PlannedTurn) {}

  /** Whether anything came since {@link content} was asked for last. */
  get hasNews(): boolean {
    return this.changes > this.kept;
  }

  add(event: TurnEvent): void {
    switch (event.type) {
      case 'answer-delta':
        this.text.append(event.text);
        break;
      case 'step-start': {
        const { type: _type, ...start } = event;
        this.steps.set(event.index, { ...start, thought: '' });
        break;
      }
      case 'step-delta':
        this.grow(event.index, event.field, event.text);
        break;
      case 'step-end':
        this.endStep(event);
        break;
      case 'branch-end': {
        const { type: _type, ...sample } = event;
        this.samples.set(event.branch, sample);
        break;
      }
      case 'retract':
        if (event.answer === true) this.text.setTo('');
        if (event.fromStep !== undefined) this.retract(event.fromStep, event.branch);
        break;
      default:
        return;
    }
    this.changes += 1;
  }

  /** The answer as it stands. */
  content(): TurnContent {
    this.kept = this.changes;
    const reasoningSteps = [...this.steps.values()].sort((a, b) => a.index - b.index).map((step) => ({ ...step }));
    const samples = [...this.samples.values()].sort((a, b) => a.branch - b.branch);
    const ended = samples.length === 0 ? {} : { samples };
    return { content: this.text.toString(), answer: { ...describe(this.turn), reasoningSteps, ...ended } };
  }

  /** The answer as it stays when it never comes to its end: what was begun ends now. `now` in epoch milliseconds. */
  cutOff(now: number, totalMs: number): TurnContent {
    const { content, answer } = this.content();
    const reasoningSteps = answer.reasoningSteps?.map((step) => ({
      ...step,
      durationMs: step.durationMs ?? Math.max(0, now - step.timestamp),
    }));
    return { content, answer: { ...answer, ...(reasoningSteps && { reasoningSteps }), timings: { totalMs } } };
  }

  private grow(index: number, field: 'thought' | 'action', text: string): void {
    const step = this.steps.get(index);
    if (step !== undefined) step[field] = (step[field] ?? '') + text;
  }

  private endStep({ type: _type, branch: _branch, index, ...end }: StepEndEvent): void {
    const step = this.steps.get(index);
    if (step !== undefined) Object.assign(step, end);
  }

  private retract(from: number, branch: number | undefined): void {
    for (const [index, step] of this.steps) {
      if (index >= from && (branch === undefined || step.branch === branch)) this.steps.delete(index);
    }
  }
}

/** A whole answer as it is stored. */
export function finishedContent({ response, toolCalls }: TurnFinish): TurnContent {
  const { id: chatId, provider, model, strategy, reasoningSteps = [], confidence, confidenceSource } = response;
  const { finishReason, warnings, usage, timings, cache, samples, vote } = response;
  const answer: MessageAnswer = {
    chatId,
    provider,
    model,
    strategy,
    reasoningSteps,
    finishReason,
    warnings,
    usage,
    timings,
    cache,
    ...(confidence === undefined || confidenceSource === undefined ? {} : { confidence, confidenceSource }),
    ...(samples === undefined || vote === undefined ? {} : { samples, vote }),
  };
  return { content: response.finalAnswer, answer, ...(toolCalls.length === 0 ? {} : { toolCalls }) };
}

function describe({ id, model, strategy }: PlannedTurn): MessageAnswer {
  const { provider, id: modelId } = model.descriptor;
  return { chatId: id, provider, model: modelId, strategy };
}
