/** The part of a window that is left for the reply when nobody says how long it may be. */
const REPLY_SHARE = 0.25;

/** What a model can hold. */
export interface WindowFacts {
  /** Tokens of prompt and reply together. Absent: unknown, and nothing is trimmed. */
  contextWindow?: number;
  /** Most tokens of a reply of the model. */
  maxOutputTokens?: number;
}

/** Tokens that the messages may take, so that the reply has room; undefined when the window is not known. */
export function roomForHistory(
  { contextWindow, maxOutputTokens }: WindowFacts,
  askedOutputTokens: number | undefined,
): number | undefined {
  if (contextWindow === undefined) return undefined;
  const share = Math.floor(contextWindow * REPLY_SHARE);
  const reply = askedOutputTokens ?? Math.min(maxOutputTokens ?? share, share);
  return Math.max(0, contextWindow - reply);
}
