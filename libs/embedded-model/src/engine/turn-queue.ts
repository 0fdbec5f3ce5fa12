interface Waiting {
  go: () => void;
  fail: (error: Error) => void;
}

/** Lets one at a time through, the others in order of arrival, at most `limit` of them waiting. */
export class TurnQueue {
  private readonly waiting: Waiting[] = [];
  private busy = false;
  private closed: Error | undefined;

  constructor(private readonly limit: number) {}

  /** How many wait. */
  get length(): number {
    return this.waiting.length;
  }

  /** True when nobody has the turn. */
  get idle(): boolean {
    return !this.busy;
  }

  /** True when nobody more may wait. */
  get full(): boolean {
    return this.busy && this.waiting.length >= this.limit;
  }

  /**
   * Waits for its turn and returns the function that ends it, to be called once. Rejects with the signal's reason when it
   * aborts before, and once the queue is closed. The caller looks at {@link full} first.
   */
  async enter(signal: AbortSignal): Promise<() => void> {
    signal.throwIfAborted();
    if (this.closed !== undefined) throw this.closed;
    if (this.busy) await this.turn(signal);
    this.busy = true;
    return () => this.leave();
  }

  /** Rejects everybody who waits, and who comes later. */
  close(error: Error): void {
    this.closed ??= error;
    for (const { fail } of this.waiting.splice(0)) fail(error);
  }

  private async turn(signal: AbortSignal): Promise<void> {
    let onAbort = (): void => undefined;
    try {
      await new Promise<void>((go, fail) => {
        const waiting = { go, fail };
        onAbort = () => {
          this.waiting.splice(this.waiting.indexOf(waiting), 1);
          fail(signal.reason as Error);
        };
        signal.addEventListener('abort', onAbort, { once: true });
        this.waiting.push(waiting);
      });
    } finally {
      signal.removeEventListener('abort', onAbort);
    }
  }

  private leave(): void {
    const next = this.waiting.shift();
    // `busy` stays true while the turn passes on, so that nobody who arrives now overtakes.
    if (next === undefined) this.busy = false;
    else next.go();
  }
}
