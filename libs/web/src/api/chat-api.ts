import type { ChatRequest, ModelInfo } from '@app/contracts';
import { ApiFailure } from './api-failure';
import { requestJson, send } from './http-client';
import { readEventStream, type ReceivedEvent } from './read-event-stream';

const CHAT = '/api/v1/chat';
const EVENTS = 'text/event-stream';

/** Asks, and gives the events of the answer as they come. */
export async function* streamChat(body: ChatRequest, signal: AbortSignal): AsyncGenerator<ReceivedEvent[]> {
  const response = await send(CHAT, { method: 'POST', body: { ...body, stream: true }, signal, accept: EVENTS });
  yield* readEventStream(bodyOf(response));
}

/** The events of an answer that runs or ended lately: from the first on, or those after an event that came before. */
export async function* resumeChat(
  chatId: string,
  lastEventId: string | undefined,
  signal: AbortSignal,
): AsyncGenerator<ReceivedEvent[]> {
  const query = lastEventId === undefined ? '' : `?lastEventId=${encodeURIComponent(lastEventId)}`;
  const response = await send(`${CHAT}/${encodeURIComponent(chatId)}/stream${query}`, { signal, accept: EVENTS });
  yield* readEventStream(bodyOf(response));
}

/** Ends an answer that runs on the server, whether or not its stream is still read. */
export async function cancelChat(chatId: string): Promise<void> {
  await send(`${CHAT}/${encodeURIComponent(chatId)}/cancel`, { method: 'POST' });
}

/** The models that can be asked. */
export async function listModels(signal?: AbortSignal): Promise<ModelInfo[]> {
  const { models } = await requestJson<{ models: ModelInfo[] }>('/api/v1/models', signal && { signal });
  return models;
}

function bodyOf({ body, status }: Response): ReadableStream<Uint8Array> {
  if (body === null) throw new ApiFailure('unreadable', 'The server answered with nothing.', { status });
  return body;
}
