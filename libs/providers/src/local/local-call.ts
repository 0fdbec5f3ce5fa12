import { setMaxListeners } from 'node:events';
import { localError } from './local-error';

// setTimeout turns anything longer into 1 ms.
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** What may end a local call before its reply does. */
export interface LocalCallEnds {
  /** The caller gave up. */
  caller: AbortSignal;
  /** The model was closed. Its reason is the error of the call. */
  closing: AbortSignal;
  /** The whole call, its wait in the queue included, milliseconds. Absent: no limit. */
  totalMs?: number;
}

/**
 * One signal for everything that ends a call early. Its reason is the `ModelError` to throw: `request_cancelled`,
 * `provider_timeout`, or the reason of `closing`. To be released when the call is over.
 */
export class LocalCall {
  private readonly controller = new AbortController();
  private readonly timer: NodeJS.Timeout | undefined;
  private readonly onCancel = (): void => {
    this.controller.abort(localError('request_cancelled', 'The request was cancelled by the client.'));
  };
  private readonly onClosing = (): void => this.controller.abort(this.ends.closing.reason);

  constructor(private readonly ends: LocalCallEnds) {
    const { caller, closing, totalMs } = ends;
    if (caller.aborted) this.onCancel();
    if (closing.aborted) this.onClosing();
    // Each call takes its listeners away again, so many are no leak.
    setMaxListeners(0, caller, closing);
    caller.addEventListener('abort', this.onCancel, { once: true });
    closing.addEventListener('abort', this.onClosing, { once: true });
    if (totalMs === undefined) return;
    this.timer = setTimeout(() => this.controller.abort(timedOut(totalMs)), Math.min(totalMs, LONGEST_TIMER_MS));
  }

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  /** Stops the clock and listens no longer. */
  release(): void {
    clearTimeout(this.timer);
    this.ends.caller.removeEventListener('abort', this.onCancel);
    this.ends.closing.removeEventListener('abort', this.onClosing);
  }
}

function timedOut(totalMs: number): Error {
  const message = `The local model did not end its reply within ${totalMs} ms, its wait in the queue included (total timeout). Try again, ask for a shorter reply, or raise PROVIDER_TOTAL_TIMEOUT.`;
  return localError('provider_timeout', message, { retryable: true });
}
