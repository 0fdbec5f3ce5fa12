import type { FinishReason, ReasoningStep, ReasoningTextEvent, ResolvedStrategyName } from '@app/contracts';
import type { ChatModel, ModelRequest, ModelUsage, OpaqueReasoning, ToolCall } from '@app/model';

/** What a strategy works on. */
export interface ReasoningInput {
  model: ChatModel;
  /** The caller's request. A strategy may add its prompt, temperature and effort; it never changes what the user said. */
  request: ModelRequest;
  /** Most steps a prompted strategy may take, 1 to 50. */
  maxSteps: number;
}

/** What a strategy ends with. Its texts equal the concatenated deltas of its events, retracted ones left out. */
export interface ReasoningOutcome {
  /** Empty only when `complete` is false or when the reply is tool calls alone. */
  finalAnswer: string;
  steps: ReasoningStep[];
  /** The text channel of the reply before parsing. */
  rawResponse: string;
  complete: boolean;
  finishReason: FinishReason;
  warnings: string[];
  /** Absent fields were not reported. */
  usage: ModelUsage;
  toolCalls: ToolCall[];
  /** The provider's own reasoning blocks in order, to be stored and sent back. Never shown. */
  opaqueReasoning: OpaqueReasoning[];
}

/** What a strategy yields: text events while they happen, usage as it is known, and the outcome last. */
export type ReasoningEvent =
  ReasoningTextEvent | { type: 'usage'; usage: ModelUsage } | { type: 'outcome'; outcome: ReasoningOutcome };

/**
 * A way to get an answer with its reasoning out of a model.
 *
 * `run` starts when first iterated. It throws `AppError` (mostly `ModelError`) from the iterator, after whatever events
 * were already yielded. Aborting the signal or leaving the loop stops the model. It keeps no state between runs.
 */
export interface ReasoningStrategy {
  readonly name: ResolvedStrategyName;
  run(input: ReasoningInput, signal: AbortSignal): AsyncIterable<ReasoningEvent>;
}
