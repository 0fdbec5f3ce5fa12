import type { ModelDescriptor } from './model-descriptor';
import type { ModelRequest } from './model-request';
import type { StreamPart } from './stream-part';

/**
 * One model behind one provider. The only way the product talks to a model.
 *
 * `respond` sends the request when it is first iterated and yields the reply as parts, whether the provider streamed it
 * or sent it whole: the same reply gives the same texts either way. It fails by throwing `ModelError` from the iterator.
 * A reply that stops without a finish from the provider throws `provider_invalid_response` (never ends in silence).
 * Aborting `signal`, or leaving the loop, closes the provider's connection and throws or ends within one second;
 * an abort throws `request_cancelled`. The instance is shared and keeps no state between calls.
 */
export abstract class ChatModel {
  abstract readonly descriptor: ModelDescriptor;
  abstract respond(request: ModelRequest, signal: AbortSignal): AsyncIterable<StreamPart>;
}
