import type { ReasoningTextEvent } from '@app/contracts';
import type { Clock } from '@app/kernel';
import { StepLane, type TurnSteps } from '../../calls/turn-steps';

/** A review's part in the steps of a turn: its text is a step of the kind `reflection`; its own reasoning comes before it. */
export class ReviewLane {
  private readonly lane: StepLane;
  private readonly text: StepLane;
  private isOpen = false;

  constructor(
    turn: TurnSteps,
    private readonly clock: Clock,
  ) {
    this.lane = new StepLane(turn);
    this.text = new StepLane(turn);
  }

  /** The review's event as the turn's. */
  *relay(event: ReasoningTextEvent): Generator<ReasoningTextEvent> {
    const relayed = this.lane.relay(event);
    if (event.type === 'answer-delta') yield* this.add(event.text);
    if (event.type === 'retract' && event.answer === true) yield* this.withdraw();
    if (relayed !== undefined) yield relayed;
  }

  /** Ends the step, if it has begun. */
  *end(): Generator<ReasoningTextEvent> {
    if (this.isOpen) yield* emitted(this.text.relay({ type: 'step-end', index: 0 }));
    this.isOpen = false;
  }

  private *add(text: string): Generator<ReasoningTextEvent> {
    if (!this.isOpen) {
      const timestamp = this.clock.now();
      yield* emitted(
        this.text.relay({ type: 'step-start', index: 0, source: 'prompted', kind: 'reflection', timestamp }),
      );
    }
    this.isOpen = true;
    yield* emitted(this.text.relay({ type: 'step-delta', index: 0, field: 'thought', text }));
  }

  private *withdraw(): Generator<ReasoningTextEvent> {
    if (this.isOpen) yield* emitted(this.text.relay({ type: 'retract', fromStep: 0 }));
    this.isOpen = false;
  }
}

function emitted(event: ReasoningTextEvent | undefined): ReasoningTextEvent[] {
  return event === undefined ? [] : [event];
}
