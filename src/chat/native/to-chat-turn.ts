import { AppError } from '@app/kernel';
import type { ModelMessage, ModelRequest } from '@app/model';
import type { ChatTurn, TurnCacheControl } from '@app/turn';
import { readReasoning } from '../reasoning-options';
import type { CacheOptionsDto } from './dto/cache-options.dto';
import type { ChatRequestDto } from './dto/chat-request.dto';

const MS_PER_SECOND = 1_000;

/** Reads a request of the native API. Throws `AppError` for combinations that the single fields cannot show. */
export function toChatTurn(body: ChatRequestDto): ChatTurn {
  const { model, stream, reasoning = {}, temperature, maxOutputTokens, sessionId, cache } = body;
  const request: ModelRequest = { messages: readMessages(body), stream: stream ?? false };
  if (temperature !== undefined) request.temperature = temperature;
  if (maxOutputTokens !== undefined) request.maxOutputTokens = maxOutputTokens;
  if (reasoning.effort !== undefined) request.effort = reasoning.effort;
  return {
    model: model ?? 'auto',
    ...(sessionId === undefined ? {} : { sessionId }),
    request,
    ...readReasoning(reasoning),
    ...(cache === undefined ? {} : { cache: readCache(cache) }),
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

function readMessages({ message, messages }: ChatRequestDto): ModelMessage[] {
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

function requireText(content: string, param: string): void {
  if (content.trim() === '') {
    throw new AppError('invalid_parameter', `${param} holds only white space; write the question there.`, { param });
  }
}
