import type { ServerResponse } from 'node:http';
import type { Clock } from '@app/kernel';
import { encodeFrame, HEARTBEAT, type SseFrame } from './sse-frame';

/** Why a stream was cut from this side. */
export type CutReason = 'stalled_reader' | 'dead_peer';

/** Limits and clock of an {@link EventStream}. */
export interface EventStreamOptions {
  clock: Clock;
  /** Silence after which a comment is sent, milliseconds. */
  heartbeatMs: number;
  /** {@link EventStream.hasRoom} turns false above this, bytes. */
  maxBufferedBytes: number;
  /** A reader that takes nothing for this long, milliseconds, is stalled. */
  stallTimeoutMs: number;
}

/**
 * The writing side of one open event stream. Frames pushed within one turn of the event loop go out in one write. It has
 * no timer of its own: {@link OpenStreams} calls {@link tick}.
 */
export class EventStream {
  private pending = '';
  private flushIsScheduled = false;
  private lastWriteAt: number;
  private progressAt: number;
  private takenBytes = 0;
  private wake: (() => void) | undefined;

  constructor(
    private readonly response: ServerResponse,
    private readonly options: EventStreamOptions,
  ) {
    this.lastWriteAt = options.clock.monotonicMs();
    this.progressAt = this.lastWriteAt;
    response.on('drain', this.wakeUp);
    response.once('close', this.wakeUp);
  }

  /** True while more may be pushed. When false, await {@link room} first. */
  get hasRoom(): boolean {
    return this.pending.length + this.response.writableLength <= this.options.maxBufferedBytes;
  }

  /** Adds a frame. It is sent at the end of the current turn of the event loop. */
  push(frame: SseFrame): void {
    this.pending += encodeFrame(frame);
    if (this.flushIsScheduled) return;
    this.flushIsScheduled = true;
    setImmediate(this.flush);
  }

  /** Resolves when the reader has taken what waits, or when the connection has closed. */
  async room(): Promise<void> {
    this.flush();
    if (this.response.destroyed || this.response.writableLength <= this.options.maxBufferedBytes) return;
    await new Promise<void>((resolve) => (this.wake = resolve));
  }

  /** Sends what is left and ends the answer. */
  end(): void {
    this.flush();
    if (!this.response.writableEnded) this.response.end();
  }

  /** To be called about once a second: sends a heartbeat when it is due. Returns true when the reader has stalled. */
  tick(): boolean {
    const now = this.options.clock.monotonicMs();
    const waitingBytes = this.response.writableLength;
    const takenBytes = (this.response.socket?.bytesWritten ?? 0) - waitingBytes;
    if (waitingBytes === 0 || takenBytes > this.takenBytes) this.progressAt = now;
    this.takenBytes = takenBytes;
    if (now - this.progressAt >= this.options.stallTimeoutMs) return true;
    if (waitingBytes === 0 && now - this.lastWriteAt >= this.options.heartbeatMs && !this.response.writableEnded) {
      this.write(HEARTBEAT);
    }
    return false;
  }

  private readonly flush = (): void => {
    this.flushIsScheduled = false;
    if (this.pending === '') return;
    const text = this.pending;
    this.pending = '';
    this.write(text);
  };

  private write(text: string): void {
    if (this.response.destroyed || this.response.writableEnded) return;
    this.lastWriteAt = this.options.clock.monotonicMs();
    this.response.write(text);
  }

  private readonly wakeUp = (): void => {
    const { wake } = this;
    this.wake = undefined;
    wake?.();
  };
}
