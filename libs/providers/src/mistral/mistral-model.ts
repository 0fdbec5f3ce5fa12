import type { JsonObject } from '@app/kernel';
import { ChatModel, type ModelDescriptor, type ModelRequest, type StreamPart } from '@app/model';
import { planReasoning } from '../reasoning-plan';
import { bearerHeaders } from '../transport/bearer-headers';
import { callModel, type WireRequest } from '../transport/call-model';
import type { ProviderConnection } from '../transport/provider-connection';
import { chatBody, type ChatBodyDialect } from '../wire/openai-chat/chat-body';
import type { AssistantMessage } from '../wire/openai-chat/chat-messages';
import { MistralDecoder } from '../wire/mistral-decoder';
import { withMistralToolCallIds } from './tool-call-ids';

const DIALECT: ChatBodyDialect = {
  systemRole: 'system',
  maxTokensField: 'max_tokens',
  seedField: 'random_seed',
  // The API reports usage by itself and refuses fields it does not know.
  includeUsage: false,
  reasoningFields: thinkingContent,
};

/** A model of Mistral: Magistral, which always thinks, models with adjustable reasoning, and models without. */
export class MistralModel extends ChatModel {
  constructor(
    readonly descriptor: ModelDescriptor,
    private readonly connection: ProviderConnection,
  ) {
    super();
  }

  respond(request: ModelRequest, signal: AbortSignal): AsyncIterable<StreamPart> {
    const decoder = new MistralDecoder(this.connection.provider);
    return callModel(this.connection, () => this.wireRequest(request), decoder, signal);
  }

  private wireRequest(request: ModelRequest): WireRequest {
    const messages = withMistralToolCallIds(request.messages);
    return {
      path: '/chat/completions',
      headers: bearerHeaders(this.connection),
      body: chatBody(this.descriptor, { ...request, messages }, DIALECT, this.reasoningFields(request)),
      stream: request.stream,
    };
  }

  private reasoningFields(request: ModelRequest): JsonObject {
    const plan = planReasoning(this.descriptor, request.effort, request.maxOutputTokens);
    // Magistral thinks as it was trained to only with the prompt that this mode adds.
    if (this.descriptor.reasoning.control === 'always') {
      return request.effort === 'none' ? {} : { prompt_mode: 'reasoning' };
    }
    if (plan.kind === 'off') return { reasoning_effort: 'none' };
    return plan.kind === 'default' ? {} : { reasoning_effort: plan.effort };
  }
}

/** A turn's thinking goes back as it came: as the first chunks of the content. */
function thinkingContent(message: AssistantMessage): JsonObject {
  const chunks = (message.reasoning ?? []).filter((block) => block.format === 'mistral').map((block) => block.data);
  if (chunks.length === 0) return {};
  return { content: message.content === '' ? chunks : [...chunks, { type: 'text', text: message.content }] };
}
