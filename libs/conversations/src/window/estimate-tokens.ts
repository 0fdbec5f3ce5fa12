import type { NewMessage } from '@app/contracts';

/** What a message costs beside its text: role, marks between messages. */
const TOKENS_PER_MESSAGE = 4;

/**
 * Bytes of UTF-8 per token. English has about 4, code about 3, Chinese and Japanese 3 to 4: the estimate is rather too high, so
 * that what is kept fits.
 */
const BYTES_PER_TOKEN = 3;

/** About how many tokens a message takes. Linear in its text; no tokeniser is asked, because each provider has its own. */
export function estimateTokens({ content, toolCalls = [] }: Pick<NewMessage, 'content' | 'toolCalls'>): number {
  let bytes = Buffer.byteLength(content);
  for (const { name, arguments: args } of toolCalls) bytes += Buffer.byteLength(name) + Buffer.byteLength(args);
  return Math.ceil(bytes / BYTES_PER_TOKEN) + TOKENS_PER_MESSAGE;
}
