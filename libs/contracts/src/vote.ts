import type { ChatUsage, FinishReason } from './chat-usage';
import type { ErrorCode } from './error-code';

/** Most samples of one answer. */
export const MAX_SAMPLES = 20;

/** How a sample came out: with an answer, without one, with an error, or stopped because its answer was not needed. */
export const SAMPLE_STATUSES = ['answered', 'no_answer', 'failed', 'cancelled'] as const;

/** One of {@link SAMPLE_STATUSES}. */
export type SampleStatus = (typeof SAMPLE_STATUSES)[number];

/** One sample of a strategy that asks the same question several times. */
export interface SampleResult {
  /** Its number, from 0; its steps carry the same. */
  branch: number;
  status: SampleStatus;
  /** The answer as the model wrote it. Absent without one. */
  finalAnswer?: string;
  /** The answer in the form in which answers were compared, such as `1250` for `$1,250.00`. Absent without one. */
  answer?: string;
  /** True when its answer is the one that won. */
  agrees: boolean;
  /** True when its reply is whole. */
  complete: boolean;
  /** Absent when the reply did not end by itself. */
  finishReason?: FinishReason;
  /** Codes as in the response, about this reply. */
  warnings: string[];
  /** Present when `status` is `failed`. */
  errorCode?: ErrorCode;
  /** What the provider reported for it. Absent when it reported nothing, as of most samples that were stopped. */
  usage?: ChatUsage;
  /** From asking to its end, milliseconds. */
  durationMs: number;
}

/**
 * Why no more samples were taken: all were, or the answer was settled (adaptive-consistency), or a ceiling was reached, or
 * a sample failed in a way in which all others would.
 */
export const VOTE_REASONS = ['all_samples', 'settled', 'token_ceiling', 'cost_ceiling', 'sample_failed'] as const;

/** One of {@link VOTE_REASONS}. */
export type VoteReason = (typeof VOTE_REASONS)[number];

/** How samples voted. */
export interface VoteResult {
  /** The branch whose reply is the answer: the lowest of those that agree on it. Absent when no sample answered. */
  winner?: number;
  /** Most votes first; a tie goes to the answer of the lowest branch. `branches` are those that gave it, in order. */
  counts: { answer: string; branches: number[] }[];
  /** Share of the samples with an answer that gave the winning one, 0 to 1; 0 when none answered. */
  agreement: number;
  /** How many samples could have been taken. Those that voted are in `counts`. */
  samples: number;
  /** True when fewer were needed, or allowed, than `samples`. */
  stoppedEarly: boolean;
  /** Absent while the vote goes on. */
  reason?: VoteReason;
}
