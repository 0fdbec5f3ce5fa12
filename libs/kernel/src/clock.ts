/** Time as a dependency, so that tests advance it instead of sleeping. */
export abstract class Clock {
  /** Epoch milliseconds, for timestamps that people and other systems read. May jump. */
  abstract now(): number;
  /** Monotonic milliseconds with a fraction, for durations. */
  abstract monotonicMs(): number;
}

/** The machine's clock. */
export class SystemClock extends Clock {
  now(): number {
    return Date.now();
  }

  monotonicMs(): number {
    return performance.now();
  }
}
