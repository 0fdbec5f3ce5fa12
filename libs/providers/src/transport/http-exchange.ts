import { setMaxListeners } from 'node:events';
import { atEndOfTick } from '@app/kernel';
import type { ModelError } from '@app/model';
import { errors, type Dispatcher } from 'undici';
import { CallDeadlines } from './call-deadlines';
import type { HttpCall, HttpQuery, ReplyHeaders } from './http-call';
import { cancelled, invalidResponse, modelErrorOfFault, replyTooLarge, timedOut } from './transport-error';

/** How a reply is read. */
export interface ReplyBounds {
  /** True for an event stream. A whole reply begins when the model is done, so it has no first-token limit. */
  streamed: boolean;
  maxBytes: number;
}

/** Where a call goes. */
export interface CallTarget {
  dispatcher: Dispatcher;
  /** Path and query of its URL. */
  path: string;
}

// A reader that is this far behind stops the socket; the provider then waits.
const PAUSE_AT_BYTES = 4 * 1024;
const FINISH_WITHIN_MS = 500;
/** A chunk that is smaller than this part of its block is copied out of it. */
const BLOCK_PARTS = 8;

/**
 * One request and its reply, from dispatch to the last byte. The socket's callbacks fill a queue that `nextChunks`
 * empties, so a reply costs no stream object and a slow reader stops the socket. Whatever ends the exchange early
 * (abort, time limit, size limit, `close`) destroys the socket at once.
 */
export class HttpExchange implements Dispatcher.DispatchHandler {
  /** 0 until the headers arrived. */
  status = 0;
  headers: ReplyHeaders = {};

  private readonly deadlines: CallDeadlines;
  private controller: Dispatcher.DispatchController | undefined;
  private chunks: Buffer[] = [];
  private queuedBytes = 0;
  private totalBytes = 0;
  private ended = false;
  private closed = false;
  private failure: ModelError | undefined;
  private wake: (() => void) | undefined;
  private readonly onAbort = (): void => {
    this.chunks = [];
    this.fail(cancelled(this.call.provider));
  };

  /** Sends the request; without a body it is a GET. */
  constructor(
    targetOf: (url: string) => CallTarget,
    private readonly call: HttpQuery & Partial<Pick<HttpCall, 'body'>>,
    private readonly bounds: ReplyBounds,
  ) {
    const limits = bounds.streamed ? call.timeouts : { ...call.timeouts, firstTokenMs: Infinity };
    this.deadlines = new CallDeadlines(limits, (name) => {
      this.fail(timedOut(call.provider, name, call.timeouts));
    });
    if (call.signal.aborted) {
      this.onAbort();
      return;
    }
    // All calls of one turn may share its signal; each takes its listener away again, so many are no leak.
    setMaxListeners(0, call.signal);
    call.signal.addEventListener('abort', this.onAbort, { once: true });
    this.dispatch(targetOf);
  }

  /** Waits for status and headers. Throws the `ModelError` that ended the exchange. */
  async headersArrived(): Promise<void> {
    while (this.status === 0 && !this.ended) await this.progress();
    if (this.status !== 0) return;
    throw this.failure ?? invalidResponse(this.call.provider, 'closed the connection without an answer');
  }

  /**
   * The bytes that came since the last call, waiting for some; undefined after the last. What came before a failure is
   * given first, then the failure is thrown. One caller at a time.
   */
  async nextChunks(): Promise<Buffer[] | undefined> {
    while (this.chunks.length === 0 && !this.ended) await this.progress();
    if (this.chunks.length === 0) {
      if (this.failure !== undefined) throw this.failure;
      return undefined;
    }
    const taken = this.chunks;
    this.chunks = [];
    this.queuedBytes = 0;
    if (this.controller?.paused === true) {
      this.deadlines.received();
      this.controller.resume();
    }
    return taken;
  }

  /** The first event was read: the first-token limit is over. */
  begun(): void {
    this.deadlines.begun();
  }

  /** Nothing more is wanted: destroys the socket unless the reply is over. */
  close(): void {
    if (this.closed) return;
    this.closed = true;
    this.release();
    if (!this.ended) this.abort(cancelled(this.call.provider));
  }

  /**
   * The reply said that it is over, so nobody waits for its last bytes. They are awaited a moment, because a connection
   * that is read to the end can be used again.
   */
  finishInBackground(): void {
    if (this.closed) return;
    this.closed = true;
    this.release();
    this.chunks = [];
    if (this.ended) return;
    this.controller?.resume();
    const timer = setTimeout(() => this.abort(cancelled(this.call.provider)), FINISH_WITHIN_MS);
    timer.unref();
    this.wake = () => clearTimeout(timer);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    // Thrown here, the connection stays whole and serves the next request.
    if (this.failure !== undefined) throw this.failure;
    this.controller = controller;
    this.deadlines.connected();
  }

  onResponseStart(controller: Dispatcher.DispatchController, status: number, headers: ReplyHeaders): void {
    if (status < 200) return;
    this.status = status;
    this.headers = headers;
    controller.rawHeaders = null; // parts of the block that the socket read, which they would keep
    this.notify();
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.totalBytes += chunk.length;
    if (this.totalBytes > this.bounds.maxBytes) {
      this.fail(replyTooLarge(this.call.provider));
      return;
    }
    if (this.closed) return;
    this.chunks.push(this.bounds.streamed ? withoutItsBlock(chunk) : chunk);
    this.queuedBytes += chunk.length;
    this.deadlines.received();
    if (this.bounds.streamed && this.queuedBytes > PAUSE_AT_BYTES) {
      controller.pause();
      this.deadlines.suspendIdle();
    }
    this.notify();
  }

  onResponseEnd(): void {
    this.ended = true;
    this.release();
    this.notify();
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    const { provider, timeouts } = this.call;
    const late = error instanceof errors.ConnectTimeoutError;
    this.fail(late ? timedOut(provider, 'connect', timeouts) : modelErrorOfFault(provider, error));
  }

  private dispatch(targetOf: (url: string) => CallTarget): void {
    const { headers, body } = this.call;
    try {
      const { dispatcher, path } = targetOf(this.call.url);
      dispatcher.dispatch(
        {
          path,
          method: body === undefined ? 'GET' : 'POST',
          headers: {
            ...headers,
            ...(body === undefined ? {} : { 'content-type': 'application/json' }),
            accept: this.bounds.streamed ? 'text/event-stream' : 'application/json',
            'accept-encoding': 'identity',
          },
          ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        },
        this,
      );
    } catch (error) {
      this.fail(modelErrorOfFault(this.call.provider, error));
    }
  }

  private progress(): Promise<void> {
    return new Promise((resolve) => {
      this.wake = resolve;
    });
  }

  private notify(): void {
    const { wake } = this;
    if (wake === undefined) return;
    this.wake = undefined;
    atEndOfTick(wake); // replies that came in this tick are read together
  }

  private fail(error: ModelError): void {
    if (this.ended) return;
    this.failure = error;
    this.release();
    this.abort(error);
    this.notify();
  }

  private abort(reason: ModelError): void {
    this.failure ??= reason;
    this.ended = true;
    this.controller?.abort(reason);
  }

  private release(): void {
    this.deadlines.stop();
    this.call.signal.removeEventListener('abort', this.onAbort);
  }
}

/** The bytes, apart from the block that the socket read where they are a small part of it: it would stay as long as they do. */
function withoutItsBlock(chunk: Buffer): Buffer {
  const blockBytes = chunk.buffer.byteLength;
  return blockBytes > Buffer.poolSize && chunk.length * BLOCK_PARTS < blockBytes ? Buffer.from(chunk) : chunk;
}
