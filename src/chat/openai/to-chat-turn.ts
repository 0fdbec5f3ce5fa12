import { AppError, isJsonObject, type JsonValue } from '@app/kernel';
import type { ModelRequest, ToolDefinition } from '@app/model';
import type { ChatTurn } from '@app/turn';
import { readReasoning } from '../reasoning-options';
import type { CompletionRequestDto } from './dto/completion-request.dto';
import type { CompletionToolDto } from './dto/completion-tool.dto';
import type { SentNames } from './openai-dialect';
import { readCompletionMessages } from './read-messages';

const MAX_STOPS = 4;
const MAX_STOP_LENGTH = 500;
const CONVERSATION_FIELD = 'conversation_id';
const PASSTHROUGH = [
  'presence_penalty',
  'frequency_penalty',
  'logit_bias',
  'parallel_tool_calls',
  'service_tier',
  'verbosity',
  'user',
  'safety_identifier',
  'prompt_cache_key',
  'store',
  'metadata',
] as const satisfies readonly (keyof CompletionRequestDto)[];

/** Reads a request of the OpenAI API. Throws `AppError` that names the field for what cannot be sent on. */
export function toChatTurn(body: CompletionRequestDto, conversationHeader?: string): ChatTurn {
  return {
    model: body.model,
    request: readRequest(body),
    ...readReasoning(body.reasoning ?? {}),
    ...readConversation(body, conversationHeader),
  };
}

/** By which of two names the caller gave a field; an error of the model speaks of that one. */
export function sentNames(body: CompletionRequestDto): SentNames {
  const isOld = typeof body.max_tokens === 'number' && typeof body.max_completion_tokens !== 'number';
  const isOurs = typeof body.reasoning_effort !== 'string' && body.reasoning?.effort !== undefined;
  return {
    effort: isOurs ? 'reasoning.effort' : 'reasoning_effort',
    maxOutputTokens: isOld ? 'max_tokens' : 'max_completion_tokens',
  };
}

/** The conversation that `X-Conversation-Id` or `metadata.conversation_id` names. */
function readConversation(
  { metadata, messages }: CompletionRequestDto,
  header: string | undefined,
): Pick<ChatTurn, 'conversation'> {
  const named = metadata?.[CONVERSATION_FIELD];
  if (
    named !== undefined &&
    (typeof named !== 'string' || named === '' || (header !== undefined && header !== named))
  ) {
    throw new AppError(
      'invalid_parameter',
      `${CONVERSATION_FIELD} must be the id of a conversation, the one of X-Conversation-Id.`,
      {
        param: `metadata.${CONVERSATION_FIELD}`,
      },
    );
  }
  const id = header ?? named;
  if (id === undefined) return {};
  const isWhole = messages.some(({ role }) => role === 'assistant' || role === 'tool');
  return { conversation: { ...(id === 'new' ? {} : { id }), isWhole } };
}

function readRequest(body: CompletionRequestDto): ModelRequest {
  const request: ModelRequest = { messages: readCompletionMessages(body.messages), stream: body.stream ?? false };
  give(request, 'temperature', body.temperature);
  give(request, 'topP', body.top_p);
  give(request, 'seed', body.seed);
  give(request, 'responseFormat', body.response_format);
  give(request, 'maxOutputTokens', readMaxTokens(body));
  give(request, 'effort', readEffort(body));
  give(request, 'stop', readStop(body.stop ?? undefined));
  give(request, 'tools', body.tools?.map(readTool));
  give(request, 'toolChoice', readToolChoice(body.tool_choice ?? undefined));
  give(request, 'passthrough', readPassthrough(body));
  return request;
}

function give<Name extends keyof ModelRequest>(
  request: ModelRequest,
  name: Name,
  value: ModelRequest[Name] | null | undefined,
): void {
  if (value !== undefined && value !== null) request[name] = value;
}

function readMaxTokens({ max_tokens: old, max_completion_tokens: current }: CompletionRequestDto): number | undefined {
  const given = current ?? old ?? undefined;
  if (typeof old === 'number' && typeof current === 'number' && old !== current) {
    throw new AppError('invalid_parameter', 'max_tokens and max_completion_tokens differ; give only the latter.', {
      param: 'max_tokens',
    });
  }
  return given;
}

function readEffort({ reasoning_effort: effort, reasoning }: CompletionRequestDto): ModelRequest['effort'] {
  const ours = reasoning?.effort;
  if (typeof effort === 'string' && ours !== undefined && effort !== ours) {
    throw new AppError('invalid_parameter', 'reasoning_effort and reasoning.effort differ; give one of them.', {
      param: 'reasoning_effort',
    });
  }
  return effort ?? ours;
}

function readPassthrough(body: CompletionRequestDto): Record<string, JsonValue> | undefined {
  let passthrough: Record<string, JsonValue> | undefined;
  for (const name of PASSTHROUGH) {
    const value = body[name];
    if (value !== undefined && value !== null) (passthrough ??= {})[name] = value;
  }
  const { metadata } = passthrough ?? {};
  if (passthrough === undefined || !isJsonObject(metadata) || !(CONVERSATION_FIELD in metadata)) return passthrough;
  // It is ours, not the provider's.
  const { [CONVERSATION_FIELD]: _ours, ...rest } = metadata;
  if (Object.keys(rest).length > 0) passthrough['metadata'] = rest;
  else delete passthrough['metadata'];
  return passthrough;
}

function readStop(stop: unknown): string[] | undefined {
  if (stop === undefined) return undefined;
  const texts: unknown[] = Array.isArray(stop) ? stop : [stop];
  const valid = texts.every(
    (text): text is string => typeof text === 'string' && text.length > 0 && text.length <= MAX_STOP_LENGTH,
  );
  if (!valid || texts.length === 0 || texts.length > MAX_STOPS) {
    throw new AppError(
      'invalid_parameter',
      `stop must be a text or up to ${MAX_STOPS} texts, each of 1 to ${MAX_STOP_LENGTH} characters.`,
      { param: 'stop' },
    );
  }
  return texts;
}

function readToolChoice(choice: unknown): ModelRequest['toolChoice'] {
  if (choice === undefined) return undefined;
  if (choice === 'auto' || choice === 'none' || choice === 'required') return choice;
  if (isJsonObject(choice) && choice['type'] === 'function' && isJsonObject(choice['function'])) {
    const name = choice['function']['name'];
    if (typeof name === 'string' && name !== '') return { name };
  }
  throw new AppError(
    'invalid_parameter',
    'tool_choice must be auto, none, required or {"type": "function", "function": {"name": …}}.',
    { param: 'tool_choice' },
  );
}

function readTool({ function: definition }: CompletionToolDto): ToolDefinition {
  const { name, description, parameters, strict } = definition;
  return {
    name,
    ...(description === undefined ? {} : { description }),
    ...(parameters === undefined ? {} : { parameters }),
    ...(strict === undefined || strict === null ? {} : { strict }),
  };
}
