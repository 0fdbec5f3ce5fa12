import { AppError } from '@app/kernel';
import type { SseFrame } from '../../http/sse/sse-frame';

/** Whose answer a stream is. */
export interface StreamOwner {
  readonly organisationId: string;
  readonly userId: string;
}

/** Most of a stream that is kept, UTF-16 units. What is older is dropped, and readers that still wanted it are told. */
const MAX_KEPT_LENGTH = 4 * 1024 * 1024;

/**
 * The events of one answer, kept so that any number of readers can begin at any of them and follow. The answer does not wait for
 * its readers. Event ids count from 1 without gaps.
 */
export class AnswerStream {
  /** Id of the chat, by which it is found; absent while nobody can ask for it. */
  id: string | undefined;
  private frames: SseFrame[] = [];
  private dropped = 0;
  private keptLength = 0;
  private waiting: (() => void)[] = [];
  private ended = false;
  private failure: unknown;
  private forgotten = false;

  constructor(
    readonly owner: StreamOwner,
    /** Ends the work for the answer. */
    readonly abort: AbortController,
  ) {}

  get isEnded(): boolean {
    return this.ended;
  }

  /** True when all there is of it is why it failed. */
  get hasNeverBegun(): boolean {
    return this.failure !== undefined;
  }

  /** True once nothing of it may be kept anywhere. */
  get isForgotten(): boolean {
    return this.forgotten;
  }

  /** Id of the last event; 0 before the first. */
  get lastId(): number {
    return this.dropped + this.frames.length;
  }

  push(frame: SseFrame): void {
    this.frames.push(frame);
    this.keptLength += frame.data.length;
    while (this.keptLength > MAX_KEPT_LENGTH && this.frames.length > 1) {
      this.keptLength -= this.frames.shift()?.data.length ?? 0;
      this.dropped += 1;
    }
    this.wake();
  }

  /** Nothing follows. */
  end(): void {
    this.ended = true;
    this.wake();
  }

  /** Ends an answer that never began: these frames tell those who follow it, and who asked is thrown the error. */
  fail(failure: unknown, frames: readonly SseFrame[]): void {
    this.failure = failure;
    for (const frame of frames) this.push(frame);
    this.end();
  }

  /** Nothing of it is copied any more. Whoever reads it now may read on. */
  forget(): void {
    this.forgotten = true;
  }

  /** Events after this one that are there now. Throws `stream_gone` when some of them are not kept any more. */
  after(id: number): SseFrame[] {
    if (id < this.dropped) throw streamGone();
    return this.frames.slice(id - this.dropped);
  }

  /** Every event after this one, those to come included, until the end or the signal. */
  async *read(afterId: number, signal: AbortSignal): AsyncGenerator<SseFrame> {
    const stop = (): void => this.wake();
    signal.addEventListener('abort', stop, { once: true });
    try {
      for (let at = afterId; !signal.aborted;) {
        const frames = this.after(at);
        for (const frame of frames) yield frame;
        at += frames.length;
        if (this.lastId > at) continue;
        if (this.ended) return;
        await new Promise<void>((resolve) => this.waiting.push(resolve));
      }
    } finally {
      signal.removeEventListener('abort', stop);
    }
  }

  /** Every event, for who asked: what failed before it began is thrown, so that it can be an ordinary error answer. */
  async *readAsAsker(signal: AbortSignal): AsyncGenerator<SseFrame> {
    for await (const frame of this.read(0, signal)) {
      if (this.failure !== undefined) throw this.failure as Error;
      yield frame;
    }
  }

  private wake(): void {
    for (const resolve of this.waiting.splice(0)) resolve();
  }
}

/** For events that were there and are not kept any more. */
export function streamGone(): AppError {
  return new AppError(
    'stream_gone',
    'These events are not kept any more. Read the conversation for what was answered.',
  );
}

/** For a stream that never was, or is somebody else's: which of the two is not told. */
export function noStream(): AppError {
  return new AppError('not_found', 'There is no chat of this id.');
}
