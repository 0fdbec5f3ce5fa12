import type { TurnFinish } from './chat-turn';

interface Ended {
  /** From the request's arrival at the turn to its end, milliseconds. */
  readonly totalMs: number;
  /** To the first text of a step or the answer, milliseconds. Absent when none came. */
  readonly firstTextMs?: number;
}

/** The answer is whole and was handed to its reader. Its response is complete, reasoning included, whatever the reader is shown. */
export interface TurnFinished extends Ended {
  readonly outcome: 'finished';
  readonly finish: TurnFinish;
}

/** The turn failed with an error that its reader was told. */
export interface TurnFailed extends Ended {
  readonly outcome: 'failed';
  readonly error: unknown;
}

/** The reader left before the end. */
export interface TurnAborted extends Ended {
  readonly outcome: 'aborted';
}

/** How a turn came to its end. */
export type TurnEnd = TurnFinished | TurnFailed | TurnAborted;
