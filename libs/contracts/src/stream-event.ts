import type { ChatResponse } from './chat-response';
import type { ErrorBody } from './error-code';
import type { ConfidenceSource, StepKind, StepSource } from './reasoning-step';

/** First event of a stream: who answers and how. */
export interface StartEvent {
  type: 'start';
  id: string;
  provider: string;
  model: string;
  strategy: ChatResponse['strategy'];
}

/** A step begins. */
export interface StepStartEvent {
  type: 'step-start';
  index: number;
  source: StepSource;
  kind?: StepKind;
  /** Epoch milliseconds. */
  timestamp: number;
}

/** More text of the step's thought or action. */
export interface StepDeltaEvent {
  type: 'step-delta';
  index: number;
  field: 'thought' | 'action';
  text: string;
}

/** A step is whole. */
export interface StepEndEvent {
  type: 'step-end';
  index: number;
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
 * Only replies that break the format they were asked for cause it.
 */
export interface RetractEvent {
  type: 'retract';
  fromStep?: number;
  answer?: true;
}

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
export type ChatStreamEvent = StartEvent | ReasoningTextEvent | ErrorEvent | FinishEvent;
