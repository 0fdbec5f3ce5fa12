import { Clock } from '@app/kernel';

/** A clock that stands still until it is told to move. */
export class ManualClock extends Clock {
  constructor(private timeMs = 1_700_000_000_000) {
    super();
  }

  now(): number {
    return this.timeMs;
  }

  monotonicMs(): number {
    return this.timeMs;
  }

  /** Moves the clock forward. */
  advance(byMs: number): void {
    this.timeMs += byMs;
  }
}
