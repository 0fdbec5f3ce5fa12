import type { ChildServer } from '../servers/child-server';
import { TEXT_MARK, UPSTREAM_SCRIPTS, type BenchModel } from '../upstream/upstream-script';
import type { AnswerRule } from './answer-watch';
import type { BenchRequest } from './request-bytes';

const BODY_BYTES = 2000;
const INSTRUCTION =
  'You are a support assistant of an online bank. Answer briefly, name the article you used, and never show internal numbers. ';

/** The two dialects in which a server can be asked. */
export type Dialect = 'openai' | 'native';

/** One thing to load: a server, asked in one way. */
export interface LoadTarget {
  /** As reports name it. */
  name: string;
  server: ChildServer;
  /** Stores beside it whose CPU time is its own too. Default: those that it starts itself, which are counted in any case. */
  stores?: readonly ChildServer[];
  request: BenchRequest;
  rule: AnswerRule;
}

/** What distinguishes one target from another. */
export interface ChatTargetOptions {
  name: string;
  server: ChildServer;
  dialect: Dialect;
  model: BenchModel;
  stream: boolean;
  headers?: Readonly<Record<string, string>>;
  /** Asks the product for a strategy by name; others do not know the field. Default: its `auto`. */
  strategy?: 'native';
}

/** A chat of four messages, 2,000 bytes as JSON, and what its answer must hold. */
export function chatTarget(options: ChatTargetOptions): LoadTarget {
  const { name, server, dialect, model, stream, headers = {} } = options;
  const path = { openai: '/v1/chat/completions', native: '/api/v1/chat' }[dialect];
  const endMark = { openai: 'data: [DONE]', native: 'event: finish' }[dialect];
  return {
    name,
    server,
    request: { port: server.port, path, headers, body: chatBody(options) },
    rule: stream
      ? { textMark: TEXT_MARK, texts: UPSTREAM_SCRIPTS[model].events, endMark }
      : { textMark: TEXT_MARK, texts: 1 },
  };
}

function chatBody({ model, stream, strategy }: ChatTargetOptions): object {
  const body = {
    model,
    messages: [
      { role: 'system', content: INSTRUCTION.repeat(4).trim() },
      { role: 'user', content: 'How do I move my standing order to another account?' },
      { role: 'assistant', content: INSTRUCTION.repeat(4) },
      { role: 'user', content: 'And does it change the fee?' },
    ],
    temperature: 0.2,
    ...(stream ? { stream: true } : {}),
    ...(strategy === undefined ? {} : { reasoning: { strategy } }),
  };
  const missing = BODY_BYTES - JSON.stringify(body).length;
  const reply = body.messages[2];
  if (reply !== undefined) reply.content += INSTRUCTION.repeat(10).slice(0, missing);
  return body;
}
