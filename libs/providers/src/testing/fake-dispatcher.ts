import type { Dispatcher } from 'undici';
import type { HttpCall } from '../transport/http-call';

/** The controls of one fake request. */
class FakeController implements Dispatcher.DispatchController {
  aborted = false;
  paused = false;
  reason: Error | null = null;
  rawHeaders: Buffer[] | null = [];

  abort(reason: Error): void {
    this.aborted = true;
    this.reason = reason;
  }

  pause(): void {
    this.paused = true;
  }

  resume(): void {
    this.paused = false;
  }
}

/** Takes one request and lets the test play the socket. */
export class FakeDispatcher {
  readonly controller = new FakeController();
  handler: Dispatcher.DispatchHandler = {};

  dispatch(_options: Dispatcher.DispatchOptions, handler: Dispatcher.DispatchHandler): boolean {
    this.handler = handler;
    return true;
  }

  /** The connection stands. */
  connect(): void {
    this.handler.onRequestStart?.(this.controller, {});
  }

  /** Connects and sends the headers of an event stream. */
  start(): void {
    this.connect();
    this.handler.onResponseStart?.(this.controller, 200, { 'content-type': 'text/event-stream' });
  }

  data(chunk: Buffer): void {
    this.handler.onResponseData?.(this.controller, chunk);
  }

  end(): void {
    this.handler.onResponseEnd?.(this.controller, {});
  }

  error(error: Error): void {
    this.handler.onResponseError?.(this.controller, error);
  }
}

/** A call with limits that no test reaches. */
export function fakeCall(signal: AbortSignal = new AbortController().signal): HttpCall {
  const timeouts = { connectMs: 60_000, firstTokenMs: 60_000, idleMs: 60_000, totalMs: 60_000 };
  return { provider: 'unit', url: 'http://127.0.0.1:1/v1', headers: {}, body: {}, timeouts, signal };
}
