import type { ChatResponse, StoredTurn } from './chat-response';
import type { ErrorBody, ErrorCode } from './error-code';
import type { ConfidenceSource, StepKind, StepSource } from './reasoning-step';
import type { SampleStatus, VoteResult } from './vote';

/** First event of a stream: who answers and how. */
export interface StartEvent extends Partial<StoredTurn> {
  type: 'start';
  id: string;
  /** The conversation that holds this turn. Absent when the request names none. */
  conversationId?: string;
  provider: string;
  model: string;
  strategy: ChatResponse['strategy'];
}

/** A step begins. */
export interface StepStartEvent {
  type: 'step-start';
  index: number;
  /** Which sample the step belongs to. Absent where a strategy has one line of thought. */
  branch?: number;
  source: StepSource;
  kind?: StepKind;
  /** Epoch milliseconds. */
  timestamp: number;
}

/** More text of the step's thought or action. */
export interface StepDeltaEvent {
  type: 'step-delta';
  index: number;
  branch?: number;
  field: 'thought' | 'action';
  text: string;
}

/** A step is whole. */
export interface StepEndEvent {
  type: 'step-end';
  index: number;
  branch?: number;
  confidence?: number;
  confidenceSource?: ConfidenceSource;
  /** Milliseconds since the step's `timestamp`. */
  durationMs?: number;
  redacted?: true;
}

/** More text of the answer. */
export interface AnswerDeltaEvent {
  type: 'answer-delta';
  text: string;
}

/**
 * Takes back what was streamed, because the rest of the reply showed that it was read wrongly. Steps from `fromStep` on
 * are withdrawn when it is present; the answer so far is withdrawn when `answer` is true. What replaces it follows.
 * Only replies that break the format they were asked for cause it. With `branch`, only steps of that branch are meant.
 */
export interface RetractEvent {
  type: 'retract';
  branch?: number;
  fromStep?: number;
  answer?: true;
}

/** A sample has begun to answer. */
export interface BranchStartEvent {
  type: 'branch-start';
  /** Its number, from 0. */
  branch: number;
  /** When it was asked, epoch milliseconds. */
  timestamp: number;
}

/** A sample has come to its end; none of its steps grows any more. */
export interface BranchEndEvent {
  type: 'branch-end';
  branch: number;
  status: SampleStatus;
  /** What it answered. Absent unless `status` is `answered`. */
  finalAnswer?: string;
  /** Why it failed. Absent unless `status` is `failed`. */
  errorCode?: ErrorCode;
  /** Milliseconds since it was asked. */
  durationMs: number;
}

/** How the vote stands; comes after each sample that answered. The last one equals `vote` of `finish`. */
export interface VoteEvent {
  type: 'vote';
  vote: VoteResult;
}

/** The events of strategies that take several samples. */
export type BranchEvent = BranchStartEvent | BranchEndEvent | VoteEvent;

/** The stream failed; nothing follows. */
export interface ErrorEvent {
  type: 'error';
  error: ErrorBody['error'];
}

/** The stream is complete; nothing follows. The body is what the same request gets without `stream`. */
export interface FinishEvent {
  type: 'finish';
  response: ChatResponse;
}

/** The events that carry reasoning and answer text, in the order in which the texts grow. */
export type ReasoningTextEvent = StepStartEvent | StepDeltaEvent | StepEndEvent | AnswerDeltaEvent | RetractEvent;

/** Every event of the native chat stream. The SSE event name is `type`; its data is the rest (of `finish`, the response). */
export type ChatStreamEvent = StartEvent | ReasoningTextEvent | BranchEvent | ErrorEvent | FinishEvent;
