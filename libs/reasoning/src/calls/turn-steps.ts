import type { ReasoningStep, ReasoningTextEvent, StepStartEvent } from '@app/contracts';
import { GrowingText } from '@app/kernel';

/** The steps of a turn that several replies add to, numbered over the whole turn in the order in which they begin. */
export class TurnSteps {
  private readonly byIndex = new Map<number, ReasoningStep>();
  private nextIndex = 0;

  /** All steps in the order of their indexes. */
  get all(): ReasoningStep[] {
    return [...this.byIndex.values()].sort((a, b) => a.index - b.index);
  }

  /** Adds a step, gives it the next index and returns it. */
  begin(step: Omit<ReasoningStep, 'index'>): ReasoningStep {
    const numbered = { index: this.nextIndex, ...step };
    this.byIndex.set(this.nextIndex, numbered);
    this.nextIndex++;
    return numbered;
  }

  /** Takes steps out again. Their indexes are given out again when no step behind them is left. */
  withdraw(steps: readonly ReasoningStep[]): void {
    for (const { index } of steps) this.byIndex.delete(index);
    while (this.nextIndex > 0 && !this.byIndex.has(this.nextIndex - 1)) this.nextIndex--;
  }
}

/**
 * One reply's part in the steps of a turn: gives its events the indexes of the turn, and the branch when it has one, and
 * keeps its answer, which becomes the turn's only when the strategy says so.
 */
export class StepLane {
  private readonly answerText = new GrowingText();
  private readonly steps: ReasoningStep[] = [];

  constructor(
    private readonly turn: TurnSteps,
    private readonly branch?: number,
  ) {}

  /** The reply's answer so far. */
  get answer(): string {
    return this.answerText.toString();
  }

  /** The reply's event as the turn's; undefined for what is about its answer alone. */
  relay(event: ReasoningTextEvent): ReasoningTextEvent | undefined {
    switch (event.type) {
      case 'step-start':
        return this.begin(event);
      case 'step-delta': {
        const step = this.step(event.index);
        step[event.field] = (step[event.field] ?? '') + event.text;
        return { ...event, index: step.index, ...this.mark };
      }
      case 'step-end': {
        const { type, index, ...details } = event;
        const step = this.step(index);
        Object.assign(step, details);
        return { type, index: step.index, ...this.mark, ...details };
      }
      case 'answer-delta':
        this.answerText.append(event.text);
        return undefined;
      case 'retract':
        if (event.answer === true) this.answerText.setTo('');
        return event.fromStep === undefined ? undefined : this.withdraw(event.fromStep);
    }
  }

  private begin({ source, kind, timestamp }: StepStartEvent): ReasoningTextEvent {
    const kinds = kind === undefined ? {} : { kind };
    const step = this.turn.begin({ ...this.mark, thought: '', ...kinds, timestamp, source });
    this.steps.push(step);
    return { type: 'step-start', index: step.index, ...this.mark, source, ...kinds, timestamp };
  }

  private withdraw(fromStep: number): ReasoningTextEvent | undefined {
    const withdrawn = this.steps.splice(fromStep);
    const first = withdrawn[0];
    if (first === undefined) return undefined;
    this.turn.withdraw(withdrawn);
    return { type: 'retract', ...this.mark, fromStep: first.index };
  }

  private step(index: number): ReasoningStep {
    const step = this.steps[index];
    if (step === undefined) throw new Error(`The reply has no step ${index}.`);
    return step;
  }

  private get mark(): { branch?: number } {
    return this.branch === undefined ? {} : { branch: this.branch };
  }
}
