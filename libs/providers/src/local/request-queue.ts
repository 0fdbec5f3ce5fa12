/** The queue is full; the caller should try again later. */
export class QueueFullError extends Error {}

/** Lets one request at a time through, the others in order of arrival, at most `limit` of them waiting. */
export class RequestQueue {
  private readonly waiting: (() => void)[] = [];
  private busy = false;
  private whenIdle: (() => void)[] = [];

  constructor(private readonly limit: number) {}

  /**
   * Waits for its turn and returns the function that ends it, to be called once. Rejects with {@link QueueFullError}, or
   * with the signal's reason when it aborts while waiting.
   */
  async enter(signal: AbortSignal): Promise<() => void> {
    signal.throwIfAborted();
    if (this.busy) {
      if (this.waiting.length >= this.limit) throw new QueueFullError();
      await this.turn(signal);
    }
    this.busy = true;
    return () => this.leave();
  }

  /** Resolves when nothing runs and nothing waits. */
  async idle(): Promise<void> {
    if (this.busy) await new Promise<void>((resolve) => this.whenIdle.push(resolve));
  }

  private async turn(signal: AbortSignal): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      const onTurn = (): void => {
        signal.removeEventListener('abort', onAbort);
        resolve();
      };
      const onAbort = (): void => {
        this.waiting.splice(this.waiting.indexOf(onTurn), 1);
        reject(signal.reason as Error);
      };
      signal.addEventListener('abort', onAbort, { once: true });
      this.waiting.push(onTurn);
    });
  }

  private leave(): void {
    const next = this.waiting.shift();
    // `busy` stays true while the turn passes on, so that nobody who arrives now overtakes.
    if (next !== undefined) next();
    else {
      this.busy = false;
      for (const resolve of this.whenIdle.splice(0)) resolve();
    }
  }
}
