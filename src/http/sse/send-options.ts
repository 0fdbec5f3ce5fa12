import type { SseFrame } from './sse-frame';

/** How one stream is sent. */
export interface SendOptions {
  /** Aborted when the stream ends early, by the client or by this side. Its signal must reach the source. */
  abort: AbortController;
  /** The last frames of a stream that fails after it has begun. */
  onError: (error: unknown) => SseFrame[];
  /** Added to the answer. */
  headers?: Record<string, string>;
}
