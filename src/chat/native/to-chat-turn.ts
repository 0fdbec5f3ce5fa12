import { AppError } from '@app/kernel';
import type { ModelMessage, ModelRequest } from '@app/model';
import type { ChatTurn, TurnCacheControl } from '@app/turn';
import { readReasoning } from '../reasoning-options';
import type { CacheOptionsDto } from './dto/cache-options.dto';
import type { ChatRequestDto } from './dto/chat-request.dto';

const MS_PER_SECOND = 1_000;
/** The id of a conversation that is yet to begin. */
const NEW = 'new';

/** Reads a request of the native API. Throws `AppError` for combinations that the single fields cannot show. */
export function toChatTurn(body: ChatRequestDto): ChatTurn {
  const { model, stream, reasoning = {}, temperature, maxOutputTokens, metadata, sessionId, cache } = body;
  const request: ModelRequest = { messages: readMessages(body), stream: stream ?? false };
  if (temperature !== undefined) request.temperature = temperature;
  if (maxOutputTokens !== undefined) request.maxOutputTokens = maxOutputTokens;
  if (metadata !== undefined) request.passthrough = { metadata };
  if (reasoning.effort !== undefined) request.effort = reasoning.effort;
  return {
    model: model ?? 'auto',
    ...(sessionId === undefined ? {} : { sessionId }),
    request,
    ...readReasoning(reasoning),
    ...(cache === undefined ? {} : { cache: readCache(cache) }),
    ...readConversation(body),
    ...(body.resumable === undefined ? {} : { resumable: requireStream(body) }),
  };
}

function readCache({ mode, ttlSeconds, scope, tags }: CacheOptionsDto): TurnCacheControl {
  return {
    ...(mode === undefined ? {} : { mode }),
    ...(ttlSeconds === undefined ? {} : { ttlMs: ttlSeconds * MS_PER_SECOND }),
    ...(scope === undefined ? {} : { scope }),
    ...(tags === undefined ? {} : { tags }),
  };
}

function readConversation(body: ChatRequestDto): Pick<ChatTurn, 'conversation'> {
  const { conversationId, parentMessageId, regenerate, conversationVersion } = body;
  if (conversationId === undefined) {
    const lonely = (['parentMessageId', 'regenerate', 'conversationVersion'] as const).find(
      (name) => body[name] !== undefined,
    );
    if (lonely === undefined) return {};
    throw new AppError('invalid_parameter', `${lonely} is a part of a conversation; give conversationId too.`, {
      param: lonely,
    });
  }
  if (regenerate !== undefined && parentMessageId !== undefined) {
    throw new AppError('invalid_parameter', 'Give parentMessageId or regenerate, not both.', { param: 'regenerate' });
  }
  return {
    conversation: {
      ...(conversationId === NEW ? {} : { id: conversationId }),
      ...(parentMessageId === undefined ? {} : { parentMessageId }),
      ...(regenerate === undefined ? {} : { regenerate }),
      ...(conversationVersion === undefined ? {} : { expectedVersion: conversationVersion }),
    },
  };
}

function requireStream({ stream, resumable }: ChatRequestDto): boolean {
  if (resumable === true && stream !== true) {
    throw new AppError('invalid_parameter', 'Only a stream can be resumed; give stream: true too.', {
      param: 'resumable',
    });
  }
  return resumable === true;
}

function readMessages({ message, messages, regenerate }: ChatRequestDto): ModelMessage[] {
  if (regenerate !== undefined) return readNothing(message ?? messages);
  if (message !== undefined && messages !== undefined) {
    throw new AppError('invalid_parameter', 'Give message or messages, not both.', { param: 'messages' });
  }
  if (message !== undefined) {
    requireText(message, 'message');
    return [{ role: 'user', content: message }];
  }
  if (messages === undefined) {
    throw new AppError('missing_parameter', 'Give message (a text) or messages (a list).', { param: 'message' });
  }
  messages.forEach(({ content }, i) => requireText(content, `messages[${i}].content`));
  if (!messages.some(({ role }) => role === 'user')) {
    throw new AppError('invalid_parameter', 'messages holds no message of the user; add one.', { param: 'messages' });
  }
  return messages.map(({ role, content }) => ({ role, content }));
}

/** What is asked again is stored already. */
function readNothing(given: unknown): ModelMessage[] {
  if (given === undefined) return [];
  throw new AppError('invalid_parameter', 'regenerate answers a stored question; leave message and messages out.', {
    param: 'regenerate',
  });
}

function requireText(content: string, param: string): void {
  if (content.trim() === '') {
    throw new AppError('invalid_parameter', `${param} holds only white space; write the question there.`, { param });
  }
}
