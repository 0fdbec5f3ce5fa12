import type { JsonObject } from '@app/kernel';
import type { ModelMessage } from '@app/model';
import type OpenAI from 'openai';

/** A turn of the assistant. */
export type AssistantMessage = Extract<ModelMessage, { role: 'assistant' }>;

/** Where the dialects of Chat Completions differ in their messages. */
export interface ChatMessageDialect {
  /** The name of the system role. */
  systemRole: 'system' | 'developer';
  /** Fields that take a turn's own reasoning back to the provider; may replace `content`. */
  reasoningFields: (message: AssistantMessage) => JsonObject;
}

/** The conversation as Chat Completions takes it. */
export function chatMessages(messages: readonly ModelMessage[], dialect: ChatMessageDialect): JsonObject[] {
  return messages.map((message) => chatMessage(message, dialect));
}

function chatMessage(message: ModelMessage, dialect: ChatMessageDialect): JsonObject {
  switch (message.role) {
    case 'system':
      return { role: dialect.systemRole, content: message.content };
    case 'user':
      return { role: 'user', content: message.content };
    case 'tool':
      return { role: 'tool', tool_call_id: message.toolCallId, content: message.content };
    case 'assistant':
      return {
        role: 'assistant',
        content: message.content,
        ...toolCallsOf(message),
        ...dialect.reasoningFields(message),
      };
  }
}

function toolCallsOf(message: AssistantMessage): JsonObject {
  if (message.toolCalls === undefined || message.toolCalls.length === 0) return {};
  const calls = message.toolCalls.map(
    (call) =>
      ({
        id: call.id,
        type: 'function',
        function: { name: call.name, arguments: call.arguments },
      }) satisfies OpenAI.Chat.Completions.ChatCompletionMessageFunctionToolCall,
  );
  return { tool_calls: calls };
}
