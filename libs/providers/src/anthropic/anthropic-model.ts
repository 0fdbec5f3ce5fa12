import type { JsonObject } from '@app/kernel';
import { ChatModel, type ModelDescriptor, type ModelRequest, type StreamPart } from '@app/model';
import { callModel, type WireRequest } from '../transport/call-model';
import type { ProviderConnection } from '../transport/provider-connection';
import { AnthropicDecoder } from '../wire/anthropic-decoder';
import { anthropicBody } from './anthropic-body';
import { anthropicHeaders } from './anthropic-headers';

/**
 * A Claude model behind the Messages API.
 *
 * Thinking follows the descriptor: `adaptive` models get `thinking: adaptive` with their text summarised and the effort
 * level, `budget` models get a number of tokens below the reply's limit. Thinking blocks of earlier turns go back exactly
 * as they came. A temperature is left out while the model thinks and for models that take none; everything else that
 * the API cannot do is refused with `unsupported_parameter` or `reasoning_unsupported`, naming the parameter.
 */
export class AnthropicModel extends ChatModel {
  constructor(
    readonly descriptor: ModelDescriptor,
    private readonly connection: ProviderConnection,
  ) {
    super();
  }

  respond(request: ModelRequest, signal: AbortSignal): AsyncIterable<StreamPart> {
    const decoder = new AnthropicDecoder(this.connection.provider);
    return callModel(this.connection, () => this.wireRequest(request), decoder, signal);
  }

  private wireRequest(request: ModelRequest): WireRequest {
    return {
      path: '/messages',
      headers: anthropicHeaders(this.connection),
      // The SDK's types are interfaces, which the compiler does not take for JSON.
      body: anthropicBody(this.descriptor, request) as unknown as JsonObject,
      stream: request.stream,
    };
  }
}
