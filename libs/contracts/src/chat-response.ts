import type { ResolvedStrategyName } from './chat-request';
import type { ConfidenceSource, ReasoningStep } from './reasoning-step';
import type { ChatUsage, FinishReason } from './chat-usage';
import type { SampleResult, VoteResult } from './vote';

/** How the response cache took part in an answer. */
export interface ChatCacheInfo {
  status: 'hit' | 'stale' | 'miss' | 'bypass';
  layer?: 'memory' | 'redis';
  /** Age of the stored answer, milliseconds. */
  ageMs?: number;
  /** What the making of the stored answer cost, micro-dollars. Absent when it is not known. */
  savedMicroUsd?: number;
}

/** Where the time went, milliseconds. `totalMs = upstreamMs + overheadMs`. */
export interface ChatTimings {
  totalMs: number;
  /** Time spent waiting for the provider. */
  upstreamMs: number;
  /** Time of our own making. */
  overheadMs: number;
}

/** Where a turn is stored. */
export interface StoredTurn {
  conversationId: string;
  /** The version of the conversation when this was sent. */
  conversationVersion: number;
  /** The stored question. */
  userMessageId: string;
  /** The stored answer. */
  messageId: string;
  /** How many earlier messages did not fit the model's context window and were not sent (warning `history_trimmed`). */
  droppedMessages?: number;
}

/** Body of a 200 answer of `POST /api/v1/chat`, and of the `finish` event of its stream. */
export interface ChatResponse extends Partial<StoredTurn> {
  id: string;
  /** The conversation that holds this turn. Absent when the request names none. */
  conversationId?: string;
  /** The session that the turn was part of. Absent when the request names none. */
  sessionId?: string;
  /** Name of the provider that answered, such as `anthropic`. */
  provider: string;
  /** Catalogue id of the model that answered. */
  model: string;
  strategy: ResolvedStrategyName;
  /** The answer alone. Empty only when `complete` is false. */
  finalAnswer: string;
  /** How sure the answer is, 0 to 100. Absent when nothing measures it. */
  confidence?: number;
  /** Present exactly when `confidence` is. */
  confidenceSource?: ConfidenceSource;
  /** Absent when the request or the configuration hides the reasoning. */
  reasoningSteps?: ReasoningStep[];
  /** The model's reply before parsing. Absent when the reasoning is hidden, or when it equals `finalAnswer`. */
  rawResponse?: string;
  /** Each sample and what it answered, in the order of branches. Only with `self-consistency`, and when reasoning is shown. */
  samples?: SampleResult[];
  /** How the samples voted. Present exactly when `samples` is. */
  vote?: VoteResult;
  /** False when the reply was cut off or holds no answer; `warnings` says why. */
  complete: boolean;
  finishReason: FinishReason;
  /** Short codes of what was odd about the reply or its settings, each explained in docs/reasoning.md. */
  warnings: string[];
  usage: ChatUsage;
  cache: ChatCacheInfo;
  timings: ChatTimings;
}
