import type { ModelDescriptor, ModelRequest, ModelUsage } from '@app/model';

/** Letters and signs of ASCII that make a token on average, in the tokenisers of 2026. */
const ASCII_PER_TOKEN = 4;
/** What the wire adds to a message: role and separators. */
const TOKENS_PER_MESSAGE = 4;
const TOKENS_PER_REQUEST = 8;
/** Where neither request nor catalogue say how long a reply may get. */
const DEFAULT_MOST_OUTPUT = 16_384;
/** No byte is ever more than a token. */
const BYTES_PER_TOKEN_AT_LEAST = 1;

const NOT_ASCII = /[^\u0000-\u007f]/g;

/** Tokens of a text, roughly: four ASCII characters, or one other, make one. Costs O(length) and no tokeniser. */
function estimateTokens(text: string): number {
  const isAscii = Buffer.byteLength(text) === text.length;
  const others = isAscii ? 0 : (text.match(NOT_ASCII)?.length ?? 0);
  return others + Math.ceil((text.length - others) / ASCII_PER_TOKEN);
}

/** Tokens of a prompt, roughly. */
export function estimateInputTokens(request: ModelRequest): number {
  let tokens = TOKENS_PER_REQUEST;
  for (const text of textsOf(request)) tokens += estimateTokens(text);
  return tokens + TOKENS_PER_MESSAGE * request.messages.length;
}

/** The most that a call can use: a token for every byte of the prompt, and the longest reply that is allowed. */
export function mostTokens(request: ModelRequest, descriptor: ModelDescriptor): ModelUsage {
  let bytes = 0;
  for (const text of textsOf(request)) bytes += Buffer.byteLength(text);
  const frame = TOKENS_PER_REQUEST + TOKENS_PER_MESSAGE * request.messages.length;
  const inputTokens = Math.ceil(bytes / BYTES_PER_TOKEN_AT_LEAST) + frame;
  const most = request.maxOutputTokens ?? descriptor.maxOutputTokens ?? DEFAULT_MOST_OUTPUT;
  return { inputTokens: Math.min(inputTokens, descriptor.contextWindow ?? Infinity), outputTokens: most };
}

function* textsOf({ messages, tools, responseFormat }: ModelRequest): Generator<string> {
  for (const message of messages) {
    yield message.content;
    if (message.role === 'assistant') for (const call of message.toolCalls ?? []) yield call.arguments;
  }
  if (tools !== undefined) yield JSON.stringify(tools);
  if (responseFormat !== undefined) yield JSON.stringify(responseFormat);
}
