import type { PlannedTurn } from '@app/turn';

/** Reply tokens of one call when neither the request nor the catalogue names a limit. */
const ASSUMED_OUTPUT_TOKENS = 4_096;
/** UTF-8 bytes of a token, on average over languages; code and Chinese have fewer characters and as many bytes. */
const BYTES_PER_TOKEN = 3.5;
/** What roles and separators of a message cost. */
const MESSAGE_TOKENS = 4;

/** Tokens that a text has, roughly. */
export function estimateTextTokens(text: string): number {
  return Math.ceil(Buffer.byteLength(text) / BYTES_PER_TOKEN);
}

/** Tokens of a turn's messages, roughly. */
export function estimatePromptTokens({ request }: PlannedTurn): number {
  let tokens = 0;
  for (const { content } of request.messages) tokens += MESSAGE_TOKENS + estimateTextTokens(content);
  return tokens;
}

/** The most tokens that a turn may come to: every call with the whole prompt and the longest reply, up to its ceiling. */
export function estimateMostTokens(turn: PlannedTurn): number {
  const { model, request, settings } = turn;
  const output = request.maxOutputTokens ?? model.descriptor.maxOutputTokens ?? ASSUMED_OUTPUT_TOKENS;
  const most = mostCalls(turn) * (estimatePromptTokens(turn) + output);
  return Math.min(most, settings.tokenCeiling ?? most);
}

/** Self-refine answers once, then reviews and answers again in each round. */
function mostCalls({ strategy, settings }: PlannedTurn): number {
  if (strategy === 'self-consistency') return settings.samples;
  return strategy === 'self-refine' ? 1 + 2 * settings.rounds : 1;
}
