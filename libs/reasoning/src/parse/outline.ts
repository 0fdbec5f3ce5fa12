import { GrowingText } from '@app/kernel';
import type { ParseWarning } from './parse-warning';
import type { ReplySink } from './reply-sink';
import { SegmentWriter } from './segment-writer';
import type { Segment, SegmentKind, SegmentRole } from './segment';
import { inkStart } from './white-space';

/** A place in the outline to come back to. Only valid while the same segment is the current one. */
export interface OutlineMark {
  segment: Segment;
  /** Characters of its text that stand before the place. */
  length: number;
}

/**
 * The reading of a reply so far: its stretches in order and what each of them is. When more text shows that a stretch was
 * read wrongly, its role changes and what was written is withdrawn and written anew. Each stretch changes its role at
 * most twice, so the work stays linear in the length of the reply.
 */
export class Outline {
  readonly segments: Segment[] = [];
  readonly warnings: ParseWarning[] = [];
  readonly writer: SegmentWriter;
  /** The final answer in force. */
  final: Segment | undefined;
  current: Segment;
  /** True once nothing more is read. */
  closed = false;
  /** A label, an answer tag or the like was seen: what stands outside them is thought, not answer. */
  structured = false;
  /** Text that is read as the answer stands at or behind this index. */
  private answersFrom = 0;
  /** Reasoning was seen in a block of its own: what stands outside it is answer. */
  reasoned = false;
  /** A final answer was announced, whether it came or not. */
  announced = false;
  /** The model reasoned outside the text, so it has no cause to do so in it. */
  reasonedOutside = false;

  /** `loneClosing`: whether a closing mark without an opening one means something. */
  constructor(
    readonly mode: 'labels' | 'markers',
    private readonly sink: ReplySink,
    readonly loneClosing = true,
  ) {
    this.writer = new SegmentWriter(sink, mode === 'labels');
    this.current = this.begin('text');
  }

  warn(warning: ParseWarning): void {
    if (!this.warnings.includes(warning)) this.warnings.push(warning);
  }

  /** Opens a new stretch, which becomes the current one. */
  begin(kind: SegmentKind, options: { block?: boolean; weak?: boolean } = {}): Segment {
    const previous = this.segments.at(-1);
    // A stretch without any text leaves no trace.
    if (previous !== undefined && previous.text.length === 0 && previous.kind !== 'final') this.segments.pop();
    const segment: Segment = {
      kind,
      index: this.segments.length,
      block: options.block ?? false,
      role: this.roleOf(kind),
      text: new GrowingText(),
      ink: false,
      concluded: false,
      weak: options.weak ?? false,
      step: -1,
      confidence: undefined,
      begun: undefined,
      ended: undefined,
    };
    this.segments.push(segment);
    this.current = segment;
    return segment;
  }

  /** More text of the current stretch. */
  append(text: string): void {
    if (text !== '' && !this.closed) this.add(text);
  }

  /** Adds a stretch at the end, also when nothing more is read. */
  insert(kind: SegmentKind, text: string): void {
    this.begin(kind);
    this.add(text);
  }

  private add(text: string): void {
    const segment = this.current;
    segment.text.append(text);
    if (segment.ink) {
      if (inkStart(text) < text.length) segment.ended = this.sink.moment();
      this.write(segment, text);
      return;
    }
    if (inkStart(text) === text.length) return;
    segment.ink = true;
    segment.begun = segment.ended = this.sink.moment();
    if (segment.kind === 'final') this.adopt(segment);
    if (segment.kind === 'observation') this.warn('fabricated_observation');
    for (const piece of segment.text) this.write(segment, piece);
  }

  /** Notes that the reply uses labels or answer tags. Text that was taken for the answer becomes thought. */
  noteStructure(): void {
    if (this.structured) return;
    this.structured = true;
    this.answerBecomesThought();
  }

  /** Notes that reasoning comes in blocks. Text before the first block that was taken for thought becomes answer. */
  noteReasoning(): void {
    if (this.reasoned) return;
    this.reasoned = true;
    if (this.mode === 'labels' && !this.structured) this.reassignText('step', 'answer');
  }

  /** A closing mark without an opening one: all that was read as the answer so far was reasoning. */
  noteLoneClosing(): void {
    const isStray = this.reasoned;
    this.reasoned = true;
    // In `labels` text without a label is thought in any case.
    const isBlock = this.mode === 'markers';
    if (this.final === undefined) {
      if (!isStray) for (const segment of this.segments.slice(this.answersFrom)) segment.concluded = true;
      if (this.answerBecomesThought(isBlock) && isBlock) this.warn('lone_closing_mark');
    }
    this.begin('text');
  }

  /** Text that was read as the answer becomes thought, `isBlock`: of the model's own reasoning. False when there was none. */
  answerBecomesThought(isBlock = false): boolean {
    const moved = this.reassignText('answer', 'step', isBlock);
    this.answersFrom = this.segments.length;
    return moved;
  }

  /** A place to come back to with {@link rewind}. */
  mark(): OutlineMark {
    return { segment: this.current, length: this.current.text.length };
  }

  /** Forgets what was appended since `mark`. */
  rewind(mark: OutlineMark): void {
    const { text } = mark.segment;
    text.cut(mark.length);
    mark.segment.ink = inkStart(text.toString()) < text.length;
    this.rewrite(mark.segment.index, mark.segment.role === 'answer');
  }

  /** Takes a stretch out of the reading. */
  discard(segment: Segment): void {
    const wasAnswer = segment.role === 'answer';
    segment.role = 'none';
    if (this.final === segment) this.final = undefined;
    this.rewrite(segment.index, wasAnswer);
  }

  /** Withdraws and writes anew the steps from a stretch on, and the answer when `answer` is true. */
  rewrite(from: number, answer: boolean): void {
    const step = this.segments.slice(from).find((segment) => segment.step >= 0)?.step;
    this.writer.retract(step, answer);
    for (const segment of this.segments.slice(step === undefined ? from : this.startOf(step, from))) {
      segment.step = -1;
      if (segment.role === 'step') this.writeAll(segment);
    }
    if (answer) this.rewriteAnswer();
  }

  /** The first stretch that is written to a step, looking back from one; stretches between may be written to none. */
  private startOf(step: number, from: number): number {
    let start = from;
    for (let i = from - 1; i >= 0; i--) {
      const written = this.segments[i]?.step ?? -1;
      if (written >= step) start = i;
      else if (written >= 0) break;
    }
    return start;
  }

  /** Drops all that was read, to begin again. */
  reset(): void {
    this.writer.retract(0, true);
    this.segments.length = 0;
    this.warnings.length = 0;
    this.final = undefined;
    this.structured = false;
    this.announced = false;
    this.reasoned = this.reasonedOutside;
    this.closed = false;
    this.answersFrom = 0;
    this.current = this.begin('text');
  }

  private roleOf(kind: SegmentKind): SegmentRole {
    if (kind === 'dropped' || kind === 'question') return 'none';
    if (kind === 'final') return 'answer';
    if (kind !== 'text') return 'step';
    if (this.mode === 'markers') return this.structured ? 'step' : 'answer';
    return this.reasoned && !this.structured ? 'answer' : 'step';
  }

  /** The last final answer wins; a plain one wins over a weak one, which then was a thought. */
  private adopt(segment: Segment): void {
    const previous = this.final;
    if (previous !== undefined && segment.weak && !previous.weak) {
      segment.role = 'step';
      return;
    }
    this.final = segment;
    if (previous === undefined) return;
    if (previous.weak && !segment.weak) {
      previous.role = 'step';
      segment.role = 'none';
      this.rewrite(previous.index, true);
      segment.role = 'answer';
      return;
    }
    previous.role = 'none';
    this.warn('multiple_final');
    this.writer.retract(undefined, true);
  }

  private reassignText(from: SegmentRole, to: SegmentRole, isBlock = false): boolean {
    let first = -1;
    for (let i = this.answersFrom; i < this.segments.length; i++) {
      const segment = this.segments[i];
      if (segment?.kind !== 'text' || segment.role !== from) continue;
      segment.role = to;
      if (isBlock) segment.block = true;
      if (first < 0 && segment.ink) first = i;
    }
    if (first >= 0) this.rewrite(first, true);
    return first >= 0;
  }

  private rewriteAnswer(): void {
    if (this.final !== undefined) {
      if (this.final.role === 'answer') this.writeAll(this.final);
      return;
    }
    for (let i = this.answersFrom; i < this.segments.length; i++) {
      const segment = this.segments[i];
      if (segment?.role === 'answer') this.writeAll(segment);
    }
  }

  private writeAll(segment: Segment): void {
    if (segment.ink) for (const piece of segment.text) this.write(segment, piece);
  }

  private write(segment: Segment, text: string): void {
    if (segment.role === 'answer') this.writer.writeAnswer(text, this.mode === 'labels' || this.reasoned);
    else if (segment.role === 'step' && !this.writer.writeStep(segment, text)) this.refuse(segment);
  }

  /** The sink takes no more steps: what was read before stands, nothing more is read. */
  private refuse(segment: Segment): void {
    segment.role = 'none';
    this.closed = true;
    if (this.final === undefined) this.warn('step_limit_reached');
  }
}
