import type { ReasoningEndPart, ReasoningStartPart } from '@app/model';
import { inkEnd, inkStart } from '../parse/white-space';
import type { StepRecorder } from './step-recorder';

/**
 * One block of a model's own reasoning, written as one step without white space at its ends. A block without text leaves
 * a step only when the provider says that it withheld the text.
 */
export class NativeBlock {
  private step: number | undefined;
  private pending = '';
  private endedAt;

  constructor(
    private readonly start: ReasoningStartPart,
    private readonly recorder: StepRecorder,
  ) {
    this.endedAt = recorder.moment();
  }

  /** More text of the block. */
  add(text: string): void {
    const start = this.step === undefined ? inkStart(text) : 0;
    if (start === text.length) {
      if (this.step !== undefined) this.pending += text;
      return;
    }
    this.endedAt = this.recorder.moment();
    this.step ??= this.begin();
    const end = inkEnd(text);
    if (end <= start) {
      this.pending += text;
      return;
    }
    this.recorder.nativeText(this.step, this.pending + text.slice(start, end));
    this.pending = text.slice(end);
  }

  /** Ends the block. Without a part it ends because something else began. */
  end(part?: ReasoningEndPart): void {
    const redacted = part?.redacted === true;
    if (redacted) this.step ??= this.begin();
    if (this.step !== undefined) this.recorder.endNative(this.step, this.endedAt, redacted);
  }

  private begin(): number {
    return this.recorder.beginNative(this.start.summary === true ? 'summary' : undefined, this.endedAt);
  }
}
