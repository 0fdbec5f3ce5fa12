import { setMaxListeners } from 'node:events';
import { ModelError } from '@app/model';

// setTimeout turns anything longer into 1 ms.
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** What may end a call of a model in this process before its reply does. */
export interface InProcessCallEnds {
  /** Name of the provider, for errors. */
  provider: string;
  /** The caller gave up. */
  caller: AbortSignal;
  /** The model was closed. Its reason is the error of the call. */
  closing?: AbortSignal;
  /** The whole call, its wait in the queue included, milliseconds. Absent: no limit. */
  totalMs?: number;
}

/**
 * One signal for everything that ends a call early. Its reason is the `ModelError` to throw: `request_cancelled`,
 * `provider_timeout`, or the reason of `closing`. To be released when the call is over.
 */
export class InProcessCall {
  private readonly controller = new AbortController();
  private readonly timer: NodeJS.Timeout | undefined;
  private readonly onCancel = (): void => {
    const { provider } = this.ends;
    this.controller.abort(
      new ModelError('request_cancelled', 'The request was cancelled by the client.', { provider }),
    );
  };
  private readonly onClosing = (): void => this.controller.abort(this.ends.closing?.reason);

  constructor(private readonly ends: InProcessCallEnds) {
    const { provider, caller, closing, totalMs } = ends;
    // Each call takes its listeners away again, so many are no leak.
    setMaxListeners(0, ...[caller, closing].filter((signal) => signal !== undefined));
    if (caller.aborted) this.onCancel();
    if (closing?.aborted === true) this.onClosing();
    caller.addEventListener('abort', this.onCancel, { once: true });
    closing?.addEventListener('abort', this.onClosing, { once: true });
    if (totalMs === undefined) return;
    const onTimeout = (): void => this.controller.abort(timedOut(provider, totalMs));
    this.timer = setTimeout(onTimeout, Math.min(totalMs, LONGEST_TIMER_MS));
  }

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  /** Stops the clock and listens no longer. */
  release(): void {
    clearTimeout(this.timer);
    this.ends.caller.removeEventListener('abort', this.onCancel);
    this.ends.closing?.removeEventListener('abort', this.onClosing);
  }
}

function timedOut(provider: string, totalMs: number): ModelError {
  const message = `The ${provider} model did not end its reply within ${totalMs} ms, its wait in the queue included (total timeout). Try again, ask for a shorter reply, or raise PROVIDER_TOTAL_TIMEOUT.`;
  return new ModelError('provider_timeout', message, { provider, retryable: true });
}
