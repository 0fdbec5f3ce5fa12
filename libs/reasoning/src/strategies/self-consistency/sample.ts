import type { BranchEndEvent, ReasoningTextEvent, SampleStatus } from '@app/contracts';
import { AppError, type Clock } from '@app/kernel';
import type { ReasoningEvent, ReasoningOutcome, SampleOutcome } from '../../reasoning-strategy';
import type { CallMeter } from '../../calls/call-meter';
import { StepLane, type TurnSteps } from '../../calls/turn-steps';

/** What a sample needs to know of its turn. */
export interface SampleContext {
  steps: TurnSteps;
  meter: CallMeter;
  clock: Clock;
}

/** One sample: what it has said so far, and how it ended. */
export class Sample {
  readonly startedAtMs: number;
  /** Absent until its reply is whole. */
  outcome: ReasoningOutcome | undefined;
  /** Why it failed. */
  error: Error | undefined;
  /** How it ended. Absent while it runs. */
  ending: BranchEndEvent | undefined;
  private readonly lane: StepLane;
  private readonly abort = new AbortController();
  private readonly startedMonotonicMs: number;

  constructor(
    readonly branch: number,
    private readonly context: SampleContext,
  ) {
    this.lane = new StepLane(context.steps, branch);
    this.startedAtMs = context.clock.now();
    this.startedMonotonicMs = context.clock.monotonicMs();
  }

  /** Aborts when the sample is stopped. */
  get signal(): AbortSignal {
    return this.abort.signal;
  }

  get isOver(): boolean {
    return this.ending !== undefined;
  }

  /** The answer that it votes for; undefined when it has none. */
  get vote(): string | undefined {
    return this.ending?.finalAnswer;
  }

  /** Takes note of what an event says about usage: it was used, whether or not anybody comes to read the event. */
  note(event: ReasoningEvent): void {
    this.context.meter.note(event);
  }

  /** Takes an event of its reply, which was noted before; gives the turn's event that it makes. */
  take(event: ReasoningEvent): ReasoningTextEvent | undefined {
    switch (event.type) {
      case 'step-start':
      case 'step-delta':
      case 'step-end':
      case 'answer-delta':
      case 'retract':
        return this.lane.relay(event);
      case 'outcome':
        this.outcome = event.outcome;
        return undefined;
      default:
        return undefined;
    }
  }

  /** Its reply came to its end, with an error or without. */
  end(error: Error | undefined): BranchEndEvent {
    this.error = error;
    const isAnswered = this.outcome?.complete === true && this.outcome.finalAnswer !== '';
    return this.close(error !== undefined ? 'failed' : isAnswered ? 'answered' : 'no_answer');
  }

  /** Stops it: what it would still say is not needed. */
  cancel(): BranchEndEvent {
    this.abort.abort();
    return this.close('cancelled');
  }

  /** What became of it. Call it when it is over. */
  result(agrees: boolean, answer: string | undefined): SampleOutcome {
    const { status, durationMs } = this.ending ?? this.cancel();
    const { reported } = this.context.meter;
    return {
      branch: this.branch,
      status,
      ...(this.vote === undefined ? {} : { finalAnswer: this.vote }),
      ...(answer === undefined ? {} : { answer }),
      agrees,
      complete: this.outcome?.complete ?? false,
      ...(this.outcome === undefined ? {} : { finishReason: this.outcome.finishReason }),
      warnings: this.outcome?.warnings ?? [],
      ...(status === 'failed' ? { errorCode: codeOf(this.error) } : {}),
      ...(Object.keys(reported).length === 0 ? {} : { usage: reported }),
      durationMs,
    };
  }

  private close(status: SampleStatus): BranchEndEvent {
    const elapsedMs = this.context.clock.monotonicMs() - this.startedMonotonicMs;
    const answer = status === 'answered' ? this.outcome?.finalAnswer : undefined;
    this.ending = {
      type: 'branch-end',
      branch: this.branch,
      status,
      ...(answer === undefined ? {} : { finalAnswer: answer }),
      ...(status === 'failed' ? { errorCode: codeOf(this.error) } : {}),
      durationMs: Math.max(0, Math.round(elapsedMs * 1000) / 1000),
    };
    return this.ending;
  }
}

function codeOf(error: unknown): AppError['code'] {
  return error instanceof AppError ? error.code : 'internal_error';
}
