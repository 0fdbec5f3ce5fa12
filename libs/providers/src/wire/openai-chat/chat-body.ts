import type { JsonObject } from '@app/kernel';
import type { ModelDescriptor, ModelRequest, ToolDefinition } from '@app/model';
import type OpenAI from 'openai';
import { refuseToolsWithout, samplingFields } from '../../sampling-fields';
import { mergePassthrough } from '../../transport/merge-passthrough';
import { chatMessages, type ChatMessageDialect } from './chat-messages';

/** Where the dialects of Chat Completions differ in their request. */
export interface ChatBodyDialect extends ChatMessageDialect {
  maxTokensField: 'max_tokens' | 'max_completion_tokens';
  seedField: 'seed' | 'random_seed';
  /** True where usage of a stream has to be asked for. */
  includeUsage: boolean;
}

/** The names that are always ours; a caller's own field of such a name is refused. */
const OWNED = [
  'stream_options',
  'max_tokens',
  'max_completion_tokens',
  'temperature',
  'top_p',
  'stop',
  'seed',
  'random_seed',
  'tools',
  'tool_choice',
  'response_format',
  'reasoning_effort',
  'n',
];

/**
 * The body of a Chat Completions request. `reasoning`: the fields that ask for reasoning in this dialect. Throws
 * `unsupported_parameter` for a passed-through field that is ours, or that asks for several choices, and for a sampling
 * parameter that the model does not take.
 */
export function chatBody(
  model: ModelDescriptor,
  request: ModelRequest,
  dialect: ChatBodyDialect,
  reasoning: JsonObject,
): JsonObject {
  refuseToolsWithout(model, request);
  const own: JsonObject = {
    model: model.upstreamName,
    messages: chatMessages(request.messages, dialect),
    stream: request.stream,
    ...samplingFields(model, request),
    ...reasoning,
  };
  if (request.stream && dialect.includeUsage) own['stream_options'] = { include_usage: true };
  if (request.maxOutputTokens !== undefined) own[dialect.maxTokensField] = request.maxOutputTokens;
  if (request.stop !== undefined && request.stop.length > 0) own['stop'] = request.stop;
  if (request.seed !== undefined) own[dialect.seedField] = request.seed;
  if (request.tools !== undefined && request.tools.length > 0) own['tools'] = request.tools.map(chatTool);
  if (request.toolChoice !== undefined) own['tool_choice'] = chatToolChoice(request.toolChoice);
  if (request.responseFormat !== undefined) own['response_format'] = request.responseFormat;
  return mergePassthrough(own, request.passthrough, { owned: OWNED, provider: model.provider });
}

function chatTool(tool: ToolDefinition): JsonObject {
  const definition: JsonObject = { name: tool.name };
  if (tool.description !== undefined) definition['description'] = tool.description;
  if (tool.parameters !== undefined) definition['parameters'] = tool.parameters;
  if (tool.strict !== undefined) definition['strict'] = tool.strict;
  return { type: 'function', function: definition };
}

function chatToolChoice(choice: NonNullable<ModelRequest['toolChoice']>): string | JsonObject {
  if (typeof choice === 'string') return choice;
  return {
    type: 'function',
    function: { name: choice.name },
  } satisfies OpenAI.Chat.Completions.ChatCompletionNamedToolChoice;
}
