import type { StepKind } from '@app/contracts';
import type { Moment, ReplySink } from '../parse/reply-sink';

/** A step as a reader of the events would have it. */
export interface ReplayedStep {
  kind?: StepKind;
  native: boolean;
  thought: string;
  action?: string;
  confidence?: number;
  ended: boolean;
}

/** Keeps what a client would show that follows the parser's events, and refuses events out of order. */
export class ReplaySink implements ReplySink {
  readonly steps: ReplayedStep[] = [];
  answer = '';
  /** How often something was withdrawn. */
  retracts = 0;
  /** Characters sent, withdrawn ones included. */
  sent = 0;
  private ticks = 0;

  constructor(private readonly maxSteps = Infinity) {}

  moment(): Moment {
    this.ticks++;
    return { epochMs: this.ticks, monotonicMs: this.ticks };
  }

  beginStep(kind: StepKind | undefined, native: boolean): boolean {
    if (this.steps.some(({ ended }) => !ended)) throw new Error('a step began inside another');
    if (this.steps.length >= this.maxSteps) return false;
    this.steps.push({ ...(kind === undefined ? {} : { kind }), native, thought: '', ended: false });
    return true;
  }

  stepText(field: 'thought' | 'action', text: string): void {
    const step = this.open();
    if (text === '') throw new Error('an empty delta');
    this.sent += text.length;
    step[field] = (step[field] ?? '') + text;
  }

  endStep(confidence: number | undefined): void {
    const step = this.open();
    step.ended = true;
    if (confidence !== undefined) step.confidence = confidence;
  }

  answerText(text: string): void {
    if (this.steps.some(({ ended }) => !ended)) throw new Error('the answer grew inside a step');
    if (text === '') throw new Error('an empty delta');
    this.sent += text.length;
    this.answer += text;
  }

  retract(fromStep: number | undefined, answer: boolean): void {
    this.retracts++;
    if (fromStep === undefined && !answer) throw new Error('nothing was retracted');
    if (fromStep !== undefined) {
      if (fromStep >= this.steps.length) throw new Error('a step was retracted that is not there');
      this.steps.length = fromStep;
    }
    if (answer) this.answer = '';
  }

  private open(): ReplayedStep {
    const step = this.steps.at(-1);
    if (step === undefined || step.ended) throw new Error('no step is open');
    return step;
  }
}
