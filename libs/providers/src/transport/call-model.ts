import type { JsonObject } from '@app/kernel';
import { ModelError, type StreamPart, type UsagePart } from '@app/model';
import type { WireDecoder } from '../wire/wire-decoder';
import type { HttpCall, SseEvent } from './http-call';
import type { ProviderConnection } from './provider-connection';
import { invalidResponse, replyTooLarge } from './transport-error';

/** A request in the provider's own form. */
export interface WireRequest {
  /** Added to the connection's base URL, such as `/chat/completions`. */
  path: string;
  /** Authentication and version headers of the vendor. */
  headers: Readonly<Record<string, string>>;
  body: JsonObject;
  stream: boolean;
}

/** Of text, reasoning and arguments of one streamed reply, UTF-16 units: several times what the longest models write. */
const MOST_CHARACTERS = 4 * 1024 * 1024;

/** What a stream begins with when its first event says nothing, as the role alone in Chat Completions does. */
const BEGUN: UsagePart = { type: 'usage', usage: {} };

/**
 * Sends a request and yields its reply as parts, streamed or whole. Keeps every rule of `ChatModel.respond`: the same
 * parts either way, `ModelError` on failure, no silent end, and the socket is closed when the loop is left or `signal`
 * aborts. `buildRequest` is called when the first part is asked for, so what it throws comes out of the iterator like every
 * other failure. The first event of a stream gives a part even when it says nothing, so that readers know that the model has
 * begun; texts of events that came together are one part. A stream of more than 4 Mi characters fails. Once the provider said that the reply ended, a failure of what
 * follows does not spoil it.
 */
export async function* callModel(
  connection: ProviderConnection,
  buildRequest: () => WireRequest,
  decoder: WireDecoder,
  signal: AbortSignal,
): AsyncGenerator<StreamPart, void, undefined> {
  const request = buildRequest();
  const call = httpCallOf(connection, request, signal);
  const { transport, provider } = connection;
  if (request.stream) {
    try {
      const size = new ReplySize(provider);
      let hasBegun = false;
      for await (const events of transport.postEvents(call)) {
        const parts = new JoinedParts();
        try {
          for (const event of events) {
            const pushed = decoder.push(parsed(event, provider));
            size.add(pushed);
            parts.add(pushed);
          }
        } finally {
          // Before a failure too.
          if (!hasBegun && parts.events > 0 && parts.list.length === 0) yield BEGUN;
          hasBegun = true;
          // Not a generator of its own: each one between here and the reader costs three promises a part.
          for (const part of parts.list) yield part;
        }
      }
    } catch (error) {
      const lost = error instanceof ModelError && error.code !== 'request_cancelled';
      if (!lost || !decoder.finished) throw error;
    }
  } else for (const part of decoder.pushWhole((await transport.postJson(call)).body)) yield part;
  if (!decoder.finished) throw incomplete(provider);
  for (const part of decoder.end()) yield part;
}

/** Counts the text of a reply: an upstream that does not end would fill the memory, whatever its reader does. */
class ReplySize {
  private characters = 0;

  constructor(private readonly provider: string) {}

  add(parts: readonly StreamPart[]): void {
    for (const part of parts) {
      if (part.type === 'text-delta' || part.type === 'reasoning-delta') this.characters += part.text.length;
      else if (part.type === 'tool-call-delta') this.characters += part.argumentsText.length;
    }
    if (this.characters > MOST_CHARACTERS) throw replyTooLarge(this.provider);
  }
}

/** The parts of events that came together. Texts that follow one another are joined: what comes after has less to do for the same text. */
class JoinedParts {
  readonly list: StreamPart[] = [];
  /** How many events gave them. */
  events = 0;

  add(parts: readonly StreamPart[]): void {
    this.events++;
    for (const part of parts) {
      const last = this.list.at(-1);
      const joined = last === undefined ? undefined : joinTexts(last, part);
      if (joined === undefined) this.list.push(part);
      else this.list[this.list.length - 1] = joined;
    }
  }
}

/** Undefined for parts that are not two pieces of the same text. */
function joinTexts(first: StreamPart, second: StreamPart): StreamPart | undefined {
  if (first.type === 'text-delta' && second.type === 'text-delta') {
    const isMeasured = first.logProbs !== undefined || second.logProbs !== undefined;
    return isMeasured ? undefined : { type: 'text-delta', text: first.text + second.text };
  }
  const areReasoning = first.type === 'reasoning-delta' && second.type === 'reasoning-delta';
  return areReasoning && first.id === second.id ? { ...first, text: first.text + second.text } : undefined;
}

function parsed(event: SseEvent, provider: string): unknown {
  try {
    return JSON.parse(event.data);
  } catch {
    throw invalidResponse(provider, 'sent an event that is not JSON');
  }
}

function incomplete(provider: string): ModelError {
  return invalidResponse(provider, 'ended its reply before it was complete');
}

function httpCallOf(connection: ProviderConnection, request: WireRequest, signal: AbortSignal): HttpCall {
  return {
    provider: connection.provider,
    url: connection.baseUrl + request.path,
    headers: { ...request.headers, ...connection.headers },
    body: request.body,
    timeouts: connection.timeouts,
    signal,
    ...(connection.clock === undefined ? {} : { clock: connection.clock }),
  };
}
