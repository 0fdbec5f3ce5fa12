/** Where a follower gets its events from. */
export interface FollowedEvents<Event> {
  /** The event of this number, when it is kept. */
  keptAt(index: number): Event | undefined;
  /** The next event of the source. To be asked only by whoever has seen all kept ones. */
  pull(): Promise<IteratorResult<Event>>;
}

/** Reads events live. One who leaves, by the signal too, waits for nothing more. Written out: a generator costs each event more. */
export class Follower<Event> implements AsyncIterableIterator<Event> {
  private at = 0;
  private rejectNext: ((reason: Error) => void) | undefined;
  private isDone = false;

  constructor(
    private readonly events: FollowedEvents<Event>,
    private readonly signal: AbortSignal,
    private readonly onLeave: () => void,
  ) {
    signal.addEventListener('abort', this.onAbort, { once: true });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  next(): Promise<IteratorResult<Event>> {
    if (this.isDone) return Promise.resolve({ done: true, value: undefined });
    const kept = this.events.keptAt(this.at);
    if (kept !== undefined) {
      this.at++;
      return Promise.resolve({ value: kept });
    }
    return new Promise((resolve, reject) => {
      this.rejectNext = reject;
      this.events.pull().then(
        (next) => {
          this.at++;
          if (next.done === true) this.leave();
          resolve(next);
        },
        (error: unknown) => {
          this.leave();
          reject(asError(error));
        },
      );
    });
  }

  return(): Promise<IteratorResult<Event>> {
    this.leave();
    return Promise.resolve({ done: true, value: undefined });
  }

  private readonly onAbort = (): void => {
    this.leave();
    this.rejectNext?.(this.signal.reason as Error);
  };

  private leave(): void {
    if (this.isDone) return;
    this.isDone = true;
    this.signal.removeEventListener('abort', this.onAbort);
    this.onLeave();
  }
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error('The answer failed.', { cause: error });
}
