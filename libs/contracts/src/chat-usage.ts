/** Why a reply may have ended. `error` never appears in a finished reply: a failed one ends with an error instead. */
export const FINISH_REASONS = ['stop', 'length', 'content_filter', 'tool_calls', 'other'] as const;

/** One of {@link FINISH_REASONS}. */
export type FinishReason = (typeof FINISH_REASONS)[number];

/** Tokens and cost of one answer. A field that the provider did not report is absent, never 0. */
export interface ChatUsage {
  inputTokens?: number;
  /** Includes `reasoningTokens`. */
  outputTokens?: number;
  reasoningTokens?: number;
  /** The part of `inputTokens` that the provider read from its own prompt cache. */
  cachedInputTokens?: number;
  /** Millionths of a US dollar. Absent when the price or a token count is unknown. */
  costMicroUsd?: number;
}
