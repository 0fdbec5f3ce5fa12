import { AppError, isJsonObject } from '@app/kernel';
import type { ModelMessage, ToolCall } from '@app/model';
import type { CompletionMessageDto } from './dto/completion-message.dto';

/** Reads the messages of an OpenAI request. Throws `AppError` that names the field for shapes we cannot send on. */
export function readCompletionMessages(messages: readonly CompletionMessageDto[]): ModelMessage[] {
  const asked = new Set<string>();
  return messages.map((message, i) => {
    const at = `messages[${i}]`;
    switch (message.role) {
      case 'system':
      case 'developer':
        return { role: 'system', content: requiredText(message, at) };
      case 'user':
        return { role: 'user', content: requiredText(message, at) };
      case 'tool':
        return readToolResult(message, at, asked);
      case 'assistant':
        return readAssistant(message, at, asked);
    }
  });
}

function readToolResult(message: CompletionMessageDto, at: string, asked: ReadonlySet<string>): ModelMessage {
  const toolCallId = message.tool_call_id;
  if (toolCallId === undefined || !asked.has(toolCallId)) {
    throw new AppError(
      toolCallId === undefined ? 'missing_parameter' : 'invalid_parameter',
      `${at}.tool_call_id must name a call in tool_calls of an earlier assistant message.`,
      { param: `${at}.tool_call_id` },
    );
  }
  return { role: 'tool', toolCallId, content: requiredText(message, at) };
}

function readAssistant(message: CompletionMessageDto, at: string, asked: Set<string>): ModelMessage {
  const toolCalls: ToolCall[] = (message.tool_calls ?? []).map(({ id, function: called }) => {
    asked.add(id);
    return { id, name: called.name, arguments: called.arguments };
  });
  const content = readText(message.content ?? message.refusal ?? '', at);
  if (content === '' && toolCalls.length === 0) {
    throw new AppError('missing_parameter', `${at} needs content or tool_calls.`, { param: `${at}.content` });
  }
  const reasoning = message.reasoning_content;
  return {
    role: 'assistant',
    content,
    ...(toolCalls.length === 0 ? {} : { toolCalls }),
    ...(reasoning === undefined || reasoning === null
      ? {}
      : { reasoning: [{ format: 'reasoning-content', data: { reasoning_content: reasoning } }] }),
  };
}

function requiredText(message: CompletionMessageDto, at: string): string {
  const text = readText(message.content ?? '', at);
  if (text.trim() === '' && message.role !== 'tool') {
    throw new AppError('invalid_parameter', `${at}.content must hold text.`, { param: `${at}.content` });
  }
  return text;
}

/** Content is a string or a list of text parts, which are joined as they stand. */
function readText(content: unknown, at: string): string {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) {
    throw new AppError('invalid_parameter', `${at}.content must be a string or a list of parts.`, {
      param: `${at}.content`,
    });
  }
  return content.map((part: unknown, i) => readPart(part, `${at}.content[${i}]`)).join('');
}

function readPart(part: unknown, param: string): string {
  if (!isJsonObject(part) || typeof part['type'] !== 'string') {
    throw new AppError('invalid_parameter', `${param} must be an object with a type.`, { param });
  }
  if (part['type'] !== 'text' && part['type'] !== 'refusal') {
    throw new AppError('unsupported_parameter', `${param}: only text parts are supported.`, { param: `${param}.type` });
  }
  const text = part[part['type']];
  if (typeof text !== 'string') {
    throw new AppError('invalid_parameter', `${param}.${part['type']} must be a string.`, {
      param: `${param}.${part['type']}`,
    });
  }
  const known = new Set(['type', part['type']]);
  const unknown = Object.keys(part).find((key) => !known.has(key));
  if (unknown !== undefined) {
    throw new AppError('unknown_parameter', `${param} has a field that this API does not know.`, {
      param: `${param}.${unknown}`,
    });
  }
  return text;
}
