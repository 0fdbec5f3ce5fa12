import type { AnswerRule } from '../load/answer-watch';
import type { LoadTarget } from '../load/chat-targets';
import { NUMBER_PLACE, type BenchRequest } from '../load/request-bytes';
import type { ChildServer } from '../servers/child-server';
import { TEXT_MARK } from '../upstream/upstream-script';
import { ASKER_CONVERSATIONS, RARE_CONVERSATIONS, RARE_WORD, TITLE_MARK } from './stored-rows';

/** Conversations of a page when none are asked for. */
const PAGE = 20;

/** A product with its stores filled. */
export interface FilledProduct {
  /** As reports name it. */
  name: string;
  server: ChildServer;
  redis: ChildServer;
  /** API key of the user who asks. */
  key: string;
}

/** What the user asks for, and what is the right answer. */
export interface ScaleLoad {
  /** As reports name it. */
  name: string;
  path: string;
  body?: object;
  rule: AnswerRule;
}

/** The loads in the order in which they run: those that store nothing first, so that they meet what was filled in. */
export const SCALE_LOADS: readonly ScaleLoad[] = [
  chat('a cached answer from Redis', 'hit', { message: 'How do I move my standing order?' }),
  conversations('the first page of the conversations', '', PAGE),
  conversations('a search for a word in 1 of 100 conversations', `?q=${RARE_WORD}`, RARE_CONVERSATIONS),
  conversations('a search for a word in all conversations', '?q=standing', Math.min(PAGE, ASKER_CONVERSATIONS)),
  chat('a chat turn that is not cached', 'miss', { message: `How do I move standing order ${NUMBER_PLACE}?` }),
  chat('a chat turn kept in a conversation', 'miss', {
    message: `How do I move standing order ${NUMBER_PLACE} for good?`,
    conversationId: 'new',
  }),
];

/** A load on one product. */
export function scaleTarget({ name, server, redis, key }: FilledProduct, load: ScaleLoad): LoadTarget {
  const { path, body, rule } = load;
  const headers = { authorization: `Bearer ${key}` };
  const request: BenchRequest = { port: server.port, path, headers, ...(body === undefined ? {} : { body }) };
  return { name, server, stores: [redis], request, rule };
}

function chat(name: string, cacheStatus: 'hit' | 'miss', asked: object): ScaleLoad {
  return {
    name,
    path: '/api/v1/chat',
    body: { model: 'bench/bench-answer', temperature: 0.2, reasoning: { strategy: 'direct' }, ...asked },
    rule: { textMark: TEXT_MARK, texts: 1, endMark: `"cache":{"status":"${cacheStatus}"` },
  };
}

function conversations(name: string, query: string, titles: number): ScaleLoad {
  return {
    name,
    path: `/api/v1/conversations${query}`,
    rule: { textMark: `"title":"${TITLE_MARK} `, texts: titles, mostTexts: titles },
  };
}
