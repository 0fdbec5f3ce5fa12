import type { GrowingText } from '@app/kernel';
import type { Moment } from './reply-sink';

/** What a stretch of a reply is. `text` is what stands under no label and in no block. */
export type SegmentKind =
  'text' | 'thought' | 'reflection' | 'observation' | 'action' | 'input' | 'final' | 'question' | 'dropped';

/** Where a stretch of a reply goes. */
export type SegmentRole = 'step' | 'answer' | 'none';

/** A stretch of a reply that is read as one thing. */
export interface Segment {
  readonly kind: SegmentKind;
  /** Its place in the reply. */
  readonly index: number;
  /** True for the inside of a block, also of one that only its end shows; false for what stands in the open. */
  block: boolean;
  /** True for reasoning that only its end showed: no answer is looked for in it. */
  concluded: boolean;
  role: SegmentRole;
  /** The text as it came, white space at the ends included. */
  readonly text: GrowingText;
  /** True once it holds more than white space. */
  ink: boolean;
  /** For `final`: gives way to a plain one. */
  weak: boolean;
  /** Number of the step it was written to; -1 while it was written to none. */
  step: number;
  /** 0 to 100, as stated. */
  confidence: number | undefined;
  begun: Moment | undefined;
  ended: Moment | undefined;
}

/** The text of a segment without white space at its ends. */
export function textOf(segment: Segment): string {
  return segment.text.toString().trim();
}
