import type { ChatStreamEvent } from '@app/contracts';
import { createParser, type EventSourceMessage } from 'eventsource-parser';
import { ApiFailure } from './api-failure';

/** An event with its place in the stream, to resume after. */
export interface ReceivedEvent {
  id: string | undefined;
  event: ChatStreamEvent;
}

/** The names of the events this page understands; a newer server may send more, which are left out. */
const KNOWN = new Set<string>([
  'start',
  'step-start',
  'step-delta',
  'step-end',
  'answer-delta',
  'retract',
  'branch-start',
  'branch-end',
  'vote',
  'error',
  'finish',
] satisfies ChatStreamEvent['type'][]);

/**
 * The events of a chat stream, in order, several at a time as they arrive together. Throws `interrupted` when the
 * stream ends with neither `finish` nor `error`, and the abort reason once the request was aborted.
 */
export async function* readEventStream(body: ReadableStream<Uint8Array>): AsyncGenerator<ReceivedEvent[]> {
  let batch: ReceivedEvent[] = [];
  const stream = { isComplete: false };
  const parser = createParser({
    onEvent: (message) => {
      const received = toEvent(message);
      if (received === undefined) return;
      batch.push(received);
      stream.isComplete ||= received.event.type === 'finish' || received.event.type === 'error';
    },
  });
  const decoder = new TextDecoder();
  const reader = body.getReader();
  try {
    for (;;) {
      const { done, value } = await readPart(reader);
      if (value !== undefined) parser.feed(decoder.decode(value, { stream: true }));
      if (batch.length > 0) {
        yield batch;
        batch = [];
      }
      if (stream.isComplete) return;
      if (done) throw interrupted();
    }
  } finally {
    // Frees the connection when the reader of the events stops early.
    reader.cancel().catch(() => undefined);
  }
}

async function readPart(
  reader: ReadableStreamDefaultReader<Uint8Array>,
): Promise<{ done: boolean; value?: Uint8Array | undefined }> {
  try {
    return await reader.read();
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw interrupted();
  }
}

function toEvent({ id, event, data }: EventSourceMessage): ReceivedEvent | undefined {
  if (event === undefined || !KNOWN.has(event)) return undefined;
  const fields = JSON.parse(data) as object;
  const parsed = event === 'finish' ? { type: event, response: fields } : { type: event, ...fields };
  return { id, event: parsed as ChatStreamEvent };
}

function interrupted(): ApiFailure {
  return new ApiFailure('interrupted', 'The connection was lost before the answer was complete.');
}
