import type { Clock, JsonObject } from '@app/kernel';
import type { CallTimeouts } from '../providers-config';

/** One GET to a provider. */
export interface HttpQuery {
  /** Names the provider in errors. */
  provider: string;
  url: string;
  /** `content-type`, `accept` and `accept-encoding` are set by the transport. */
  headers: Readonly<Record<string, string>>;
  timeouts: CallTimeouts;
  /** Aborting it closes the socket at once and fails the call with `request_cancelled`. */
  signal: AbortSignal;
  /** Reads dates in headers. Default: the machine's clock. */
  clock?: Clock;
}

/** One POST to a provider. */
export interface HttpCall extends HttpQuery {
  body: JsonObject;
}

/** Headers of a reply, names in lower case. */
export type ReplyHeaders = Readonly<Record<string, string | string[] | undefined>>;

/** A reply of status 200 to 299, whole. */
export interface JsonReply {
  status: number;
  headers: ReplyHeaders;
  /** The body, parsed. */
  body: unknown;
}

/** One Server-Sent Event. */
export interface SseEvent {
  /** Absent when the provider named none. */
  event?: string;
  data: string;
}
