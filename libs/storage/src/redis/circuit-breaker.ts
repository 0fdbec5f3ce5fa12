/** `closed`: calls go through. `open`: they fail at once. `half-open`: they fail at once while one probe is on its way. */
export type BreakerState = 'closed' | 'open' | 'half-open';

/** What a {@link CircuitBreaker} needs to know of what it guards. */
export interface CircuitBreakerOptions {
  /** Failures in a row that open it. Default 3. */
  failures?: number;
  /** Time between two probes while it is open, milliseconds. Default 250. */
  probeEveryMs?: number;
  /** Whether a failure tells that the other side is away; any other failure counts as an answer. */
  isFailure: (error: unknown) => boolean;
  /** Whether a failure tells it so clearly that one is enough. Default: none does. */
  isCertain?: (error: unknown) => boolean;
  /** Resolves when the other side answers. Must settle within a bounded time. */
  probe: () => Promise<unknown>;
  /** Told of each change, with the error that opened it. */
  onChange?: (state: BreakerState, cause?: unknown) => void;
}

/** A call was not made because the breaker is open. */
export class BreakerOpenError extends Error {
  constructor() {
    super('The store does not answer; it is not asked until it does.');
    this.name = 'BreakerOpenError';
  }
}

/**
 * Spares callers the wait for a store that is away. It closes by probes of its own, so no request pays for finding out, and it
 * closes without traffic too. Shared by all callers of one store.
 */
export class CircuitBreaker {
  private current: BreakerState = 'closed';
  private failuresInRow = 0;
  private timer: NodeJS.Timeout | undefined;
  private stopped = false;

  constructor(private readonly options: CircuitBreakerOptions) {}

  get state(): BreakerState {
    return this.current;
  }

  /** Makes the call, or rejects with {@link BreakerOpenError} without making it. */
  run<T>(call: () => Promise<T>): Promise<T> {
    if (this.current !== 'closed') return Promise.reject(new BreakerOpenError());
    // No async function: it would cost every call on the request path three promises more.
    return call().then(
      (result) => {
        this.failuresInRow = 0;
        return result;
      },
      (error: unknown) => {
        this.noteFailure(error);
        throw error;
      },
    );
  }

  /** Opens it at once, for example when the connection is lost. */
  open(cause: unknown): void {
    if (this.current !== 'closed' || this.stopped) return;
    this.change('open', cause);
    this.probeLater();
  }

  /** Probes now and not at the next turn, for example when a connection is there again. */
  probeNow(): void {
    if (this.current === 'open') void this.probe();
  }

  /** Ends the probing. */
  stop(): void {
    this.stopped = true;
    clearTimeout(this.timer);
  }

  private noteFailure(error: unknown): void {
    const { isFailure, failures = 3, isCertain } = this.options;
    if (!isFailure(error)) this.failuresInRow = 0;
    else if (++this.failuresInRow >= failures || isCertain?.(error) === true) this.open(error);
  }

  private probeLater(): void {
    if (this.stopped) return;
    this.timer = setTimeout(() => void this.probe(), this.options.probeEveryMs ?? 250);
    this.timer.unref();
  }

  private async probe(): Promise<void> {
    clearTimeout(this.timer);
    this.change('half-open');
    try {
      await this.options.probe();
      this.failuresInRow = 0;
      this.change('closed');
    } catch {
      this.change('open'); // still away: what opened the breaker was told then
      this.probeLater();
    }
  }

  private change(state: BreakerState, cause?: unknown): void {
    this.current = state;
    this.options.onChange?.(state, cause);
  }
}
