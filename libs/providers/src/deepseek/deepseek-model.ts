import type { JsonObject } from '@app/kernel';
import { ChatModel, type ModelDescriptor, type ModelRequest, type StreamPart } from '@app/model';
import { planReasoning } from '../reasoning-plan';
import { bearerHeaders } from '../transport/bearer-headers';
import { callModel, type WireRequest } from '../transport/call-model';
import type { ProviderConnection } from '../transport/provider-connection';
import { chatBody, type ChatBodyDialect } from '../wire/openai-chat/chat-body';
import type { AssistantMessage } from '../wire/openai-chat/chat-messages';
import { OpenAiChatDecoder } from '../wire/openai-chat-decoder';

/** A model of DeepSeek: thinking is switched on and off, with a level, and goes back on turns that called tools. */
export class DeepSeekModel extends ChatModel {
  private readonly dialect: ChatBodyDialect;

  constructor(
    readonly descriptor: ModelDescriptor,
    private readonly connection: ProviderConnection,
  ) {
    super();
    const reasons = descriptor.reasoning.control !== 'none';
    this.dialect = {
      systemRole: 'system',
      maxTokensField: 'max_tokens',
      seedField: 'seed',
      includeUsage: true,
      reasoningFields: reasons ? echoedReasoning : () => ({}),
    };
  }

  respond(request: ModelRequest, signal: AbortSignal): AsyncIterable<StreamPart> {
    const decoder = new OpenAiChatDecoder(this.connection.provider);
    return callModel(this.connection, () => this.wireRequest(request), decoder, signal);
  }

  private wireRequest(request: ModelRequest): WireRequest {
    return {
      path: '/chat/completions',
      headers: bearerHeaders(this.connection),
      body: chatBody(this.descriptor, request, this.dialect, this.thinkingFields(request)),
      stream: request.stream,
    };
  }

  private thinkingFields(request: ModelRequest): JsonObject {
    const plan = planReasoning(this.descriptor, request.effort, request.maxOutputTokens);
    switch (plan.kind) {
      case 'default':
        return {};
      case 'off':
        return { thinking: { type: 'disabled' } };
      case 'effort':
        return { thinking: { type: 'enabled' }, reasoning_effort: plan.effort };
      case 'on':
      case 'budget':
        return { thinking: { type: 'enabled' } };
    }
  }
}

/**
 * The API refuses a conversation in which a turn with tool calls lacks its `reasoning_content`, even an empty one; on
 * other turns it would only cost tokens.
 */
function echoedReasoning(message: AssistantMessage): JsonObject {
  if (message.toolCalls === undefined || message.toolCalls.length === 0) return {};
  const texts = (message.reasoning ?? [])
    .filter((block) => block.format === 'reasoning-content')
    .flatMap((block) => Object.values(block.data));
  return { reasoning_content: texts.filter((text) => typeof text === 'string').join('') };
}
