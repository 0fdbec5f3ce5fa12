import type { ErrorBody } from '@app/contracts';
import type { SseFrame } from '../http/sse/sse-frame';
import type { TurnEvent, TurnFinish, TurnOrigin } from '@app/turn';

/** How one API writes a turn. One instance per answer. */
export interface TurnDialect {
  readonly name: TurnOrigin['dialect'];
  /** What this API calls the fields of a `ModelRequest`, where it calls them otherwise. */
  readonly paramNames: Readonly<Record<string, string>>;
  /** The frames that an event adds to a stream. */
  frames(event: TurnEvent): SseFrame[];
  /** The last frames of a stream that failed. */
  errorFrames(error: ErrorBody): SseFrame[];
  /** The body of an answer that is not streamed. */
  body(finish: TurnFinish): object;
}
