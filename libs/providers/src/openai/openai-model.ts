import { ChatModel, ModelError, type ModelDescriptor, type ModelRequest, type StreamPart } from '@app/model';
import { planReasoning } from '../reasoning-plan';
import { bearerHeaders } from '../transport/bearer-headers';
import { callModel } from '../transport/call-model';
import type { ProviderConnection } from '../transport/provider-connection';
import { chatBody, type ChatBodyDialect } from '../wire/openai-chat/chat-body';
import { OpenAiChatDecoder } from '../wire/openai-chat-decoder';
import { OpenAiResponsesDecoder } from '../wire/openai-responses-decoder';
import { responsesBody } from './responses-body';

const CHAT: ChatBodyDialect = {
  systemRole: 'system',
  maxTokensField: 'max_completion_tokens',
  seedField: 'seed',
  includeUsage: true,
  reasoningFields: () => ({}),
};

/**
 * A model of OpenAI: models that reason through the Responses API, which alone gives summaries and takes reasoning back;
 * the others through Chat Completions, which takes more parameters.
 */
export class OpenAiModel extends ChatModel {
  constructor(
    readonly descriptor: ModelDescriptor,
    private readonly connection: ProviderConnection,
  ) {
    super();
  }

  respond(request: ModelRequest, signal: AbortSignal): AsyncIterable<StreamPart> {
    if (this.descriptor.reasoning.control === 'none') return this.chat(request, signal);
    return this.withOrWithoutSummary(request, signal);
  }

  private chat(request: ModelRequest, signal: AbortSignal): AsyncIterable<StreamPart> {
    const build = () => {
      planReasoning(this.descriptor, request.effort); // refuses an effort
      return {
        path: '/chat/completions',
        headers: bearerHeaders(this.connection),
        body: chatBody(this.descriptor, request, CHAT, {}),
        stream: request.stream,
      };
    };
    return callModel(this.connection, build, new OpenAiChatDecoder(this.connection.provider), signal);
  }

  private responses(request: ModelRequest, withSummary: boolean, signal: AbortSignal): AsyncIterable<StreamPart> {
    const build = () => ({
      path: '/responses',
      headers: bearerHeaders(this.connection),
      body: responsesBody(this.descriptor, request, withSummary),
      stream: request.stream,
    });
    return callModel(this.connection, build, new OpenAiResponsesDecoder(this.connection.provider), signal);
  }

  /** Organisations that are not verified are refused a summary; they get the reply without one. */
  private async *withOrWithoutSummary(
    request: ModelRequest,
    signal: AbortSignal,
  ): AsyncGenerator<StreamPart, void, undefined> {
    try {
      yield* this.responses(request, true, signal);
    } catch (error) {
      const refused = error instanceof ModelError && error.code === 'provider_rejected';
      if (!refused || error.param !== 'reasoning.summary') throw error;
      yield* this.responses(request, false, signal);
    }
  }
}
