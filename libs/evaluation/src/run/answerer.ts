import type { ConfidenceSource, StrategyName } from '@app/contracts';

/** A question for a model, by a strategy. */
export interface AnswerRequest {
  question: string;
  /** Catalogue id of the model. */
  model: string;
  strategy: StrategyName;
  /** Samples of a strategy that takes some. Absent: the strategy's own number. */
  samples?: number;
}

/** Confidence by where it comes from, 0 to 100 each. */
export type Confidences = Partial<Record<ConfidenceSource, number>>;

/** An answer with what it took. Token counts and cost are of all calls together; absent when not reported. */
export interface AnswerOutcome {
  /** Empty when the reply holds none. */
  finalAnswer: string;
  /** Texts of the steps in order; empty where a provider hides one. */
  steps: string[];
  confidences: Confidences;
  /** Short codes of what was odd. */
  warnings: string[];
  inputTokens?: number;
  /** Reasoning included. */
  outputTokens?: number;
  /** Millionths of a US dollar. */
  costMicroUsd?: number;
}

/** Whoever answers questions: the product's own models and strategies, or a fake. Keeps no answer for a second time. */
export abstract class Answerer {
  /**
   * Waits until the request may be asked, which is no part of the time that its answer takes, and gives what is to be called when it
   * has been asked: with the outcome, or without one when there is none. Rejects when the signal aborts. Default: it may at once.
   */
  enter(_request: AnswerRequest, _signal: AbortSignal): Promise<(outcome?: AnswerOutcome) => void> {
    return Promise.resolve(() => undefined);
  }

  /** Rejects with `AppError` for what cannot be answered, and when the signal aborts, within a second. */
  abstract answer(request: AnswerRequest, signal: AbortSignal): Promise<AnswerOutcome>;
}
