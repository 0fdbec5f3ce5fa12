import type { ResolvedStrategyName } from './chat-request';
import type { ReasoningStep } from './reasoning-step';

/** Why a reply ended. `error` never appears in a finished reply: a failed one ends with an error instead. */
export type FinishReason = 'stop' | 'length' | 'content_filter' | 'tool_calls' | 'other';

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

/** How the response cache took part in an answer. */
export interface ChatCacheInfo {
  status: 'hit' | 'stale' | 'miss' | 'bypass';
  layer?: 'memory' | 'redis';
  /** Age of the stored answer, milliseconds. */
  ageMs?: number;
}

/** Where the time went, milliseconds. `totalMs = upstreamMs + overheadMs`. */
export interface ChatTimings {
  totalMs: number;
  /** Time spent waiting for the provider. */
  upstreamMs: number;
  /** Time of our own making. */
  overheadMs: number;
}

/** Body of a 200 answer of `POST /api/v1/chat`, and of the `finish` event of its stream. */
export interface ChatResponse {
  id: string;
  /** Name of the provider that answered, such as `anthropic`. */
  provider: string;
  /** Catalogue id of the model that answered. */
  model: string;
  strategy: ResolvedStrategyName;
  /** The answer alone. Empty only when `complete` is false. */
  finalAnswer: string;
  /** Absent when the request or the configuration hides the reasoning. */
  reasoningSteps?: ReasoningStep[];
  /** The model's reply before parsing. Absent when the reasoning is hidden, or when it equals `finalAnswer`. */
  rawResponse?: string;
  /** False when the reply was cut off or holds no answer; `warnings` says why. */
  complete: boolean;
  finishReason: FinishReason;
  /** Short codes of what was odd about the reply or its settings, each explained in docs/reasoning.md. */
  warnings: string[];
  usage: ChatUsage;
  cache: ChatCacheInfo;
  timings: ChatTimings;
}
