import type { SseFrame } from './sse-frame';

/** How one stream of events is sent. */
export interface SendOptions<Event> {
  /** The frames that an event adds to the stream; at least one for the first event. */
  toFrames: (event: Event) => readonly SseFrame[];
  /** Aborted when the stream ends early, by the client or by this side. Its signal must reach the source. */
  abort: AbortController;
  /** The last frames of a stream that fails after it has begun. */
  onError: (error: unknown) => SseFrame[];
  /** Answers in place of a stream whose source ends without an event. Absent: it always has one. */
  onEmpty?: () => void;
  /** Added to the answer. */
  headers?: Record<string, string>;
}
