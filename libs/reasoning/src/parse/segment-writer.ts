import type { StepKind } from '@app/contracts';
import { GrowingText } from '@app/kernel';
import type { ReplySink } from './reply-sink';
import type { Segment } from './segment';
import { inkEnd, inkStart } from './white-space';

const STEP_KINDS: Partial<Record<Segment['kind'], StepKind>> = {
  reflection: 'reflection',
  observation: 'observation',
};
const BEFORE_INPUT = ': ';

/**
 * Writes segments to a sink as they grow: as steps, without white space at their ends, an action joined to the thought
 * before it, or as the answer.
 */
export class SegmentWriter {
  private steps = 0;
  /** The segments of the open step, the one that opened it first. Empty while none is open. */
  private members: Segment[] = [];
  private acted = false;
  private pending = '';
  private readonly answer = new GrowingText();
  private answerPending = '';

  /** `trimEnd` false hands the white space at the end of the answer on. */
  constructor(
    private readonly sink: ReplySink,
    private readonly trimEnd: boolean,
  ) {}

  /** The answer as written so far. */
  get answerText(): string {
    return this.answer.toString();
  }

  /** Adds to a step. False when the sink refused the step. */
  writeStep(segment: Segment, text: string): boolean {
    let start = 0;
    if (this.members.at(-1) !== segment) {
      start = inkStart(text);
      if (start === text.length) return true;
      if (!this.begin(segment)) return false;
      this.members.push(segment);
      this.pending = '';
    }
    const end = inkEnd(text);
    if (end <= start) {
      this.pending += text;
      return true;
    }
    this.sink.stepText(this.acted ? 'action' : 'thought', this.pending + text.slice(start, end));
    this.pending = text.slice(end);
    return true;
  }

  /** Adds to the answer. `trimStart` drops white space at its beginning. */
  writeAnswer(text: string, trimStart: boolean): void {
    this.closeStep();
    let start = 0;
    if (this.answer.length === 0) {
      start = inkStart(text);
      if (trimStart) this.answerPending = '';
      else if (start < text.length) start = 0;
      if (start === text.length) {
        if (!trimStart) this.answerPending += text;
        return;
      }
    }
    const end = this.trimEnd ? inkEnd(text) : text.length;
    if (end <= start) {
      this.answerPending += text;
      return;
    }
    const written = this.answerPending + text.slice(start, end);
    this.answerPending = text.slice(end);
    this.answer.append(written);
    this.sink.answerText(written);
  }

  /** Ends the open step. */
  closeStep(): void {
    const last = this.members.at(-1);
    if (last === undefined) return;
    const stated = this.members.findLast(({ confidence }) => confidence !== undefined);
    this.sink.endStep(stated?.confidence, last.ended ?? this.sink.moment());
    this.members = [];
  }

  /** Withdraws the steps from `fromStep` on, the answer, or both. */
  retract(fromStep: number | undefined, answer: boolean): void {
    const takesAnswer = answer && this.answer.length > 0;
    const takesSteps = fromStep !== undefined && fromStep < this.steps;
    if (takesSteps) {
      this.steps = fromStep;
      this.members = [];
    }
    if (answer) {
      this.answer.setTo('');
      this.answerPending = '';
    }
    if (takesSteps || takesAnswer) this.sink.retract(takesSteps ? fromStep : undefined, takesAnswer);
  }

  private begin(segment: Segment): boolean {
    if (this.joins(segment)) {
      if (segment.kind === 'input' && this.acted) this.sink.stepText('action', BEFORE_INPUT);
      this.acted = true;
      segment.step = this.steps - 1;
      return true;
    }
    this.closeStep();
    const begun = segment.begun ?? this.sink.moment();
    if (!this.sink.beginStep(STEP_KINDS[segment.kind], segment.block, begun)) return false;
    this.acted = segment.kind === 'action' || segment.kind === 'input';
    segment.step = this.steps++;
    return true;
  }

  /** An action joins the thought before it, and its input the action. */
  private joins(segment: Segment): boolean {
    const [owner] = this.members;
    const last = this.members.at(-1);
    if (owner === undefined || last === undefined) return false;
    if (segment.kind === 'input') return last.kind !== 'input' && last.kind !== 'observation';
    return segment.kind === 'action' && !this.acted && owner.kind !== 'observation';
  }
}
