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
  /** {@link EventStream.hasRoom} turns false above this, UTF-16 units of text, each of which takes one or two bytes of memory. */
  maxBuffered: number;
  /** A reader that takes nothing for this long, milliseconds, is stalled. */
  stallTimeoutMs: number;
}

/**
 * Most UTF-16 units of one write, at most three times as many bytes. The kernel tells of a write only when it has taken all
 * of it: in slices, a slow reader of a huge frame is seen to go on.
 */
const SLICE_LENGTH = 16 * 1024;

/**
 * The writing side of one open event stream. Frames pushed within one turn of the event loop go out in one write, or in
 * slices when they are large. It has no timer of its own: {@link OpenStreams} calls {@link tick}.
 */
export class EventStream {
  /** Whole frames and not one text: of that, each slice that waits in the socket would keep all of it. */
  private pending: string[] = [];
  private pendingLength = 0;
  private flushIsScheduled = false;
  private isEnding = false;
  private lastWriteAt: number;
  private progressAt: number;
  /** What the kernel had taken at the last {@link tick}: bytes less UTF-16 units, so too much by what is not ASCII and still waits. */
  private taken = 0;
  private wake: (() => void) | undefined;

  constructor(
    private readonly response: ServerResponse,
    private readonly options: EventStreamOptions,
  ) {
    this.lastWriteAt = options.clock.monotonicMs();
    this.progressAt = this.lastWriteAt;
    response.on('drain', this.goOn);
    response.once('close', this.goOn);
  }

  /** True while more may be pushed. When false, await {@link room} first. */
  get hasRoom(): boolean {
    return this.pendingLength + this.response.writableLength <= this.most;
  }

  /** Not below the mark of the socket: under it no write is followed by 'drain', and whoever waits for room would wait for ever. */
  private get most(): number {
    return Math.max(this.options.maxBuffered, this.response.writableHighWaterMark);
  }

  /** Adds a frame. It is sent at the end of the current turn of the event loop. */
  push(frame: SseFrame): void {
    const text = encodeFrame(frame);
    this.pending.push(text);
    this.pendingLength += text.length;
    if (this.flushIsScheduled) return;
    this.flushIsScheduled = true;
    setImmediate(this.flush);
  }

  /** Resolves when the reader has taken what waits, or when the connection has closed. */
  async room(): Promise<void> {
    this.flush();
    if (this.response.destroyed || this.hasRoom) return;
    await new Promise<void>((resolve) => (this.wake = resolve));
  }

  /** Sends what is left and ends the answer. */
  end(): void {
    this.isEnding = true;
    this.flush();
  }

  /** To be called about once a second: sends a heartbeat when it is due. Returns true when the reader has stalled. */
  tick(): boolean {
    const now = this.options.clock.monotonicMs();
    const { writableLength } = this.response;
    const isIdle = writableLength === 0 && this.pendingLength === 0;
    const taken = (this.response.socket?.bytesWritten ?? 0) - writableLength;
    if (isIdle || taken > this.taken) this.progressAt = now;
    this.taken = taken;
    if (now - this.progressAt >= this.options.stallTimeoutMs) return true;
    if (isIdle && now - this.lastWriteAt >= this.options.heartbeatMs && !this.response.writableEnded) {
      this.write(HEARTBEAT);
    }
    return false;
  }

  private readonly flush = (): void => {
    this.flushIsScheduled = false;
    const { response } = this;
    // Over the mark, 'drain' goes on.
    while (this.pendingLength > 0 && response.writableLength < response.writableHighWaterMark)
      this.write(this.takeSlice());
    if (this.isEnding && this.pendingLength === 0 && !response.writableEnded) response.end();
  };

  private takeSlice(): string {
    const slice = this.takeFrames();
    this.pendingLength -= slice.length;
    return slice;
  }

  /** As many whole frames as a slice has room for, or a part of one that is larger. */
  private takeFrames(): string {
    const { pending } = this;
    if (this.pendingLength <= SLICE_LENGTH) {
      this.pending = [];
      return pending.length === 1 ? (pending[0] ?? '') : pending.join('');
    }
    let length = 0;
    const count = pending.findIndex((frame) => (length += frame.length) > SLICE_LENGTH);
    if (count > 0) return pending.splice(0, count).join('');
    const [frame = ''] = pending;
    const end = isHighSurrogate(frame.charCodeAt(SLICE_LENGTH - 1)) ? SLICE_LENGTH - 1 : SLICE_LENGTH;
    pending[0] = frame.slice(end);
    return frame.slice(0, end);
  }

  private write(text: string): void {
    if (this.response.destroyed || this.response.writableEnded) return;
    this.lastWriteAt = this.options.clock.monotonicMs();
    this.response.write(text);
  }

  private readonly goOn = (): void => {
    this.flush();
    if (!this.response.destroyed && !this.hasRoom) return;
    const { wake } = this;
    this.wake = undefined;
    wake?.();
  };
}

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}
