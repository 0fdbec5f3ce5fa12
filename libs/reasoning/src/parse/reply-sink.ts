import type { StepKind } from '@app/contracts';

/** A point in time: epoch milliseconds for people, monotonic milliseconds for durations. */
export interface Moment {
  epochMs: number;
  monotonicMs: number;
}

/**
 * Takes what the parser reads, while it reads. Steps are numbered from 0 in the order they begin; at most one is open.
 * The texts of a step or of the answer are the concatenation of what was sent, retracted pieces left out.
 */
export interface ReplySink {
  /** The present moment, stamped on what is being read. */
  moment(): Moment;
  /**
   * Opens a step. `native` tells the inside of a reasoning block from text that was asked for in steps. False refuses the
   * step: the parser then stops reading.
   */
  beginStep(kind: StepKind | undefined, native: boolean, begun: Moment): boolean;
  /** More text of the open step. */
  stepText(field: 'thought' | 'action', text: string): void;
  /** Closes the open step. `confidence` is 0 to 100. */
  endStep(confidence: number | undefined, ended: Moment): void;
  /** More text of the answer. */
  answerText(text: string): void;
  /** Withdraws the steps from `fromStep` on, the answer so far, or both. The open step is closed by it. */
  retract(fromStep: number | undefined, answer: boolean): void;
}

const NEVER: Moment = { epochMs: 0, monotonicMs: 0 };

/** Takes everything and keeps nothing, for callers that want only the parsed reply. */
export const SILENT_SINK: ReplySink = {
  moment: () => NEVER,
  beginStep: () => true,
  stepText: () => undefined,
  endStep: () => undefined,
  answerText: () => undefined,
  retract: () => undefined,
};
