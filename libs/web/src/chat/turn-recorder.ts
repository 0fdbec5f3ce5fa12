import type { ChatResponse, ChatStreamEvent } from '@app/contracts';
import { fromErrorBody, type ApiFailure } from '../api/api-failure';
import { ReasoningRecord } from '../reasoning-view';
import { isRunning, type AnswerFacts, type TurnPhase, type TurnView } from './turn-view';

/** Makes the view of one turn out of its stream. Cheap per event; `view` is for once per frame. */
export class TurnRecorder {
  private readonly record = new ReasoningRecord();
  private phase: TurnPhase = 'waiting';
  private start: TurnView['start'];
  private facts: AnswerFacts | undefined;
  private response: ChatResponse | undefined;
  private failure: ApiFailure | undefined;

  constructor(
    private readonly startedAt: number,
    private readonly now: () => number = Date.now,
  ) {}

  apply(event: ChatStreamEvent): void {
    switch (event.type) {
      case 'start': {
        const { type: _type, ...start } = event;
        this.start = start;
        return;
      }
      case 'finish':
        this.finish(event.response);
        return;
      case 'error':
        this.fail(fromErrorBody(event.error));
        return;
      default:
        this.record.apply(event);
        this.notePhase(event);
    }
  }

  /** The turn ended without the stream saying so. */
  fail(failure: ApiFailure): void {
    if (!isRunning({ phase: this.phase })) return;
    this.cutOff('failed');
    this.failure = failure;
  }

  /** The person did not want to wait for the rest. */
  stop(): void {
    this.cutOff('stopped');
  }

  view(): TurnView {
    const { phase, startedAt, start, facts, response, failure } = this;
    return {
      ...(response === undefined ? this.record.snapshot() : snapshotOf(response)),
      phase,
      startedAt,
      ...(start !== undefined && { start }),
      ...(facts !== undefined && { facts }),
      ...(failure !== undefined && { failure }),
    };
  }

  private notePhase(event: ChatStreamEvent): void {
    if (event.type === 'answer-delta') this.phase = 'answering';
    else if (event.type === 'retract' && event.answer === true) this.phase = 'reasoning';
    else if (this.phase === 'waiting') this.phase = 'reasoning';
  }

  private finish(response: ChatResponse): void {
    this.end('finished');
    this.response = response;
    this.facts = response;
  }

  /** What is known of an answer without an end: who gave it, and for how long. */
  private cutOff(phase: TurnPhase): void {
    if (!isRunning({ phase: this.phase })) return;
    this.end(phase);
    const now = this.now();
    this.record.cutOff(now);
    const { provider, model, strategy } = this.start ?? {};
    this.facts = {
      ...(provider !== undefined && { provider }),
      ...(model !== undefined && { model }),
      ...(strategy !== undefined && { strategy }),
      timings: { totalMs: Math.max(0, now - this.startedAt) },
    };
  }

  private end(phase: TurnPhase): void {
    if (!isRunning({ phase: this.phase })) return;
    this.phase = phase;
  }
}

/** The finished answer says everything that its stream said. */
function snapshotOf({
  reasoningSteps,
  samples,
  vote,
  finalAnswer,
}: ChatResponse): Pick<TurnView, 'steps' | 'samples' | 'vote' | 'answer'> {
  return { steps: reasoningSteps ?? [], samples: samples ?? [], vote, answer: finalAnswer };
}
