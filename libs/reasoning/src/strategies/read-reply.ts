import type { ChatModel, ModelRequest } from '@app/model';
import { ReplyNormaliser, type NormaliserOptions } from '../normalise/reply-normaliser';
import type { ReasoningEvent } from '../reasoning-strategy';
import { mayCloseAlone } from './reasoning-settings';

/**
 * Asks the model and yields the events of its reply, the outcome last. A streamed reply is left, and with it the model
 * stopped, as soon as the rest of it does not matter.
 */
export async function* readReply(
  model: ChatModel,
  request: ModelRequest,
  signal: AbortSignal,
  options: Omit<NormaliserOptions, 'timed' | 'loneClosing'>,
): AsyncGenerator<ReasoningEvent> {
  const loneClosing = mayCloseAlone(model.descriptor);
  const normaliser = new ReplyNormaliser({ ...options, timed: request.stream, loneClosing });
  for await (const part of model.respond(request, signal)) {
    for (const event of normaliser.push(part)) yield event;
    if (normaliser.satisfied && request.stream) break;
  }
  for (const event of normaliser.end()) yield event;
}
