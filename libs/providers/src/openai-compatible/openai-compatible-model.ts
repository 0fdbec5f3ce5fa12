import type { JsonObject } from '@app/kernel';
import { ChatModel, type ModelDescriptor, type ModelRequest, type StreamPart } from '@app/model';
import { planReasoning } from '../reasoning-plan';
import { callModel, type WireRequest } from '../transport/call-model';
import { bearerHeaders } from '../transport/bearer-headers';
import type { ProviderConnection } from '../transport/provider-connection';
import { chatBody, type ChatBodyDialect } from '../wire/openai-chat/chat-body';
import type { AssistantMessage } from '../wire/openai-chat/chat-messages';
import { OpenAiChatDecoder } from '../wire/openai-chat-decoder';
import { reasoningDialectOf, reasoningFields, type ReasoningDialect } from './reasoning-dialect';

const DIALECT: ChatBodyDialect = {
  systemRole: 'system',
  // The older name is the one that every server knows.
  maxTokensField: 'max_tokens',
  seedField: 'seed',
  includeUsage: true,
  reasoningFields: reasoningOf,
};

/**
 * A model behind any server that speaks Chat Completions: vLLM, SGLang, llama.cpp, Ollama, LM Studio, Groq, OpenRouter,
 * Alibaba and others.
 */
export class OpenAiCompatibleModel extends ChatModel {
  private readonly dialect: ReasoningDialect;

  constructor(
    readonly descriptor: ModelDescriptor,
    private readonly connection: ProviderConnection,
  ) {
    super();
    this.dialect = reasoningDialectOf(connection.baseUrl);
  }

  respond(request: ModelRequest, signal: AbortSignal): AsyncIterable<StreamPart> {
    const decoder = new OpenAiChatDecoder(this.connection.provider);
    return callModel(this.connection, () => this.wireRequest(request), decoder, signal);
  }

  private wireRequest(request: ModelRequest): WireRequest {
    const plan = planReasoning(this.descriptor, request.effort, request.maxOutputTokens);
    const reasoning = reasoningFields(plan, this.dialect);
    return {
      path: '/chat/completions',
      headers: bearerHeaders(this.connection),
      body: chatBody(this.descriptor, request, DIALECT, reasoning),
      stream: request.stream,
    };
  }
}

/**
 * OpenRouter wants its details back on every turn. Plain reasoning text goes back only on turns that called tools, where
 * models that think between tools (gpt-oss, Kimi, GLM) need it; elsewhere it would cost tokens for nothing.
 */
function reasoningOf(message: AssistantMessage): JsonObject {
  const own = message.reasoning ?? [];
  const details = own.filter((block) => block.format === 'reasoning-details');
  if (details.length > 0) {
    const lists = details.map((block) => block.data['reasoning_details']);
    return { reasoning_details: lists.flatMap((list) => (Array.isArray(list) ? list : [])) };
  }
  if (message.toolCalls === undefined || message.toolCalls.length === 0) return {};
  const fields: JsonObject = {};
  for (const { format, data } of own) {
    if (format !== 'reasoning-content') continue;
    for (const [name, text] of Object.entries(data)) fields[name] = `${textOrEmpty(fields[name])}${textOrEmpty(text)}`;
  }
  return fields;
}

function textOrEmpty(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
