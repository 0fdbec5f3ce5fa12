/** Tokens of one provider call. A field the provider did not report is absent, never 0. */
export interface ModelUsage {
  /** All prompt tokens, cached ones included. */
  inputTokens?: number;
  /** All reply tokens, reasoning included. */
  outputTokens?: number;
  reasoningTokens?: number;
  /** The part of `inputTokens` read from the provider's prompt cache. */
  cachedInputTokens?: number;
  /** The part of `inputTokens` written to the provider's prompt cache. */
  cacheWriteTokens?: number;
}
