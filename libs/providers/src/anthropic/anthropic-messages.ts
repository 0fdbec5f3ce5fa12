import { isJsonObject, type JsonObject } from '@app/kernel';
import type { ModelDescriptor, ModelMessage, ToolCall } from '@app/model';
import type { ContentBlockParam, MessageParam, ToolUseBlockParam } from '@anthropic-ai/sdk/resources/messages';
import { refusal } from './refusal';

/** A conversation in the API's form. */
export interface AnthropicConversation {
  /** All system messages, in order. Absent when there are none. */
  system?: string;
  messages: MessageParam[];
}

interface Turn {
  role: 'user' | 'assistant';
  content: ContentBlockParam[];
}

/**
 * Folds system messages into one prompt and the rest into alternating turns: neighbours of one role become one turn, tool
 * results come first in the user's turn that follows their call, as the API demands, and texts without a visible character,
 * which it refuses, are left out. Linear in the number of messages.
 */
export function anthropicConversation(
  descriptor: ModelDescriptor,
  messages: readonly ModelMessage[],
): AnthropicConversation {
  const system: string[] = [];
  const turns: Turn[] = [];
  messages.forEach((message, index) => {
    if (message.role === 'system') {
      if (message.content.trim() !== '') system.push(message.content);
      return;
    }
    const role = message.role === 'assistant' ? 'assistant' : 'user';
    const content = blocksOf(descriptor, message, index);
    const last = turns.at(-1);
    if (last?.role === role) last.content.push(...content);
    else if (content.length > 0) turns.push({ role, content });
  });
  for (const turn of turns) if (turn.role === 'user') turn.content = resultsFirst(turn.content);
  return { messages: turns, ...(system.length === 0 ? {} : { system: system.join('\n\n') }) };
}

function blocksOf(
  descriptor: ModelDescriptor,
  message: Exclude<ModelMessage, { role: 'system' }>,
  index: number,
): ContentBlockParam[] {
  if (message.role === 'tool') {
    const { toolCallId, content } = message;
    return [{ type: 'tool_result', tool_use_id: toolCallId, ...(content === '' ? {} : { content }) }];
  }
  const text: ContentBlockParam[] = message.content.trim() === '' ? [] : [{ type: 'text', text: message.content }];
  if (message.role === 'user') return text;
  // Another provider's reasoning means nothing here, and a changed block is refused: only our own, and untouched.
  const own = (message.reasoning ?? []).filter(({ format }) => format === 'anthropic').map(({ data }) => data);
  const calls = (message.toolCalls ?? []).map((call) => toolUse(descriptor, call, index));
  return [...(own as unknown as ContentBlockParam[]), ...text, ...calls];
}

function toolUse(descriptor: ModelDescriptor, call: ToolCall, index: number): ToolUseBlockParam {
  return { type: 'tool_use', id: call.id, name: call.name, input: argumentsOf(descriptor, call, index) };
}

function argumentsOf(descriptor: ModelDescriptor, call: ToolCall, index: number): JsonObject {
  if (call.arguments.trim() === '') return {};
  let parsed: unknown;
  try {
    parsed = JSON.parse(call.arguments);
  } catch {
    parsed = undefined; // refused below, with everything else that is not an object
  }
  if (isJsonObject(parsed)) return parsed;
  const message = 'The arguments of a tool call must be the text of a JSON object for this provider.';
  throw refusal(descriptor, `messages[${index}].toolCalls`, message);
}

function resultsFirst(content: ContentBlockParam[]): ContentBlockParam[] {
  const isResult = ({ type }: ContentBlockParam): boolean => type === 'tool_result';
  return [...content.filter(isResult), ...content.filter((block) => !isResult(block))];
}
