import { createParser, type EventSourceParser } from 'eventsource-parser';
import { StringDecoder } from 'node:string_decoder';
import type { SseEvent } from './http-call';
import { invalidResponse } from './transport-error';

/**
 * Bytes of a reply in, Server-Sent Events out, however the bytes are cut. Takes CRLF, CR and LF, comments, a byte order
 * mark and a last event without its empty line. Stops at `[DONE]`, the mark with which OpenAI-shaped streams end;
 * whatever follows it is ignored.
 */
export class SseReader {
  private readonly decoder = new StringDecoder('utf8');
  private readonly parser: EventSourceParser;
  private events: SseEvent[] = [];
  private begun = false;
  private tooLarge = false;
  /** True once `[DONE]` was read. */
  done = false;

  constructor(
    private readonly provider: string,
    maxEventChars: number,
  ) {
    this.parser = createParser({
      maxBufferSize: maxEventChars,
      onEvent: ({ event, data }) => {
        if (data === '[DONE]') this.done = true;
        if (!this.done) this.events.push(event === undefined ? { data } : { event, data });
      },
      onError: ({ type }) => {
        // Unknown fields and odd retry values are to be ignored, says the specification.
        if (type === 'max-buffer-size-exceeded') this.tooLarge = true;
      },
    });
  }

  /** The events that these bytes complete. Throws `provider_invalid_response` for an event over the limit. */
  read(chunk: Buffer): SseEvent[] {
    return this.feed(this.decoder.write(chunk));
  }

  /** The event that the end of the reply completes, if any. */
  end(): SseEvent[] {
    return this.feed(`${this.decoder.end()}\n\n`);
  }

  private feed(text: string): SseEvent[] {
    if (this.done || text === '') return [];
    this.events = [];
    this.parser.feed(this.begun || !text.startsWith('\uFEFF') ? text : text.slice(1));
    this.begun = true;
    if (this.tooLarge) throw invalidResponse(this.provider, 'sent an event that is larger than this server accepts');
    return this.events;
  }
}
