import type { ChatModel, ModelRequest } from '@app/model';
import { ReplyNormaliser, type NormaliserOptions } from '../normalise/reply-normaliser';
import type { ReasoningEvent } from '../reasoning-strategy';

/**
 * Asks the model and yields the events of its reply, the outcome last. A streamed reply is left, and with it the model
 * stopped, as soon as the rest of it does not matter.
 */
export async function* readReply(
  model: ChatModel,
  request: ModelRequest,
  signal: AbortSignal,
  options: Omit<NormaliserOptions, 'timed'>,
): AsyncGenerator<ReasoningEvent> {
  const normaliser = new ReplyNormaliser({ ...options, timed: request.stream });
  for await (const part of model.respond(request, signal)) {
    for (const event of normaliser.push(part)) yield event;
    if (normaliser.satisfied && request.stream) break;
  }
  for (const event of normaliser.end()) yield event;
}
