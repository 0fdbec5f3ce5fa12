import { Pipe } from '@app/kernel';
import type { ChatModel, ModelRequest, StreamPart } from '@app/model';
import { ReplyNormaliser, type NormaliserOptions } from '../normalise/reply-normaliser';
import type { ReasoningEvent } from '../reasoning-strategy';
import { mayCloseAlone } from './reasoning-settings';

/**
 * Asks the model and yields the events of its reply, the outcome last. A streamed reply is left, and with it the model
 * stopped, as soon as the rest of it does not matter.
 */
export function readReply(
  model: ChatModel,
  request: ModelRequest,
  signal: AbortSignal,
  options: Omit<NormaliserOptions, 'timed' | 'loneClosing' | 'liveUsage'>,
): AsyncIterable<ReasoningEvent> {
  const loneClosing = mayCloseAlone(model.descriptor);
  const { liveUsage = false } = model.descriptor;
  const normaliser = new ReplyNormaliser({ ...options, timed: request.stream, loneClosing, liveUsage });
  return new Pipe<StreamPart, ReasoningEvent>(model.respond(request, signal), {
    take: (part, out) => {
      for (const event of normaliser.push(part)) out.push(event);
      return normaliser.satisfied && request.stream;
    },
    end: (out) => {
      for (const event of normaliser.end()) out.push(event);
    },
  });
}
