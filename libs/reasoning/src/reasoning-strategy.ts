import type {
  BranchEvent,
  ConfidenceSource,
  FinishReason,
  ReasoningStep,
  ReasoningTextEvent,
  ResolvedStrategyName,
  SampleResult,
  VoteResult,
} from '@app/contracts';
import type { ChatModel, ModelRequest, ModelUsage, OpaqueReasoning, ToolCall } from '@app/model';

/** What a turn of several calls may use at most. Absent: no ceiling. */
export interface SpendCeilings {
  /** Tokens of all calls, prompts included. */
  tokens?: number;
  /** Millionths of a US dollar. */
  costMicroUsd?: number;
}

/** What a strategy works on. */
export interface ReasoningInput {
  model: ChatModel;
  /** The caller's request. A strategy may add its prompt, temperature and effort; it never changes what the user said. */
  request: ModelRequest;
  /** Most steps a prompted strategy may take, 1 to 50. */
  maxSteps: number;
  /** Most samples of self-consistency, 1 to 20. Default 5. */
  samples?: number;
  /** Most samples that run at a time, 1 to 20. Default 4. */
  parallelSamples?: number;
  /** Most reviews of self-refine, 1 to 5. Default 2. */
  rounds?: number;
  ceilings?: SpendCeilings;
  /** What tokens of this model cost, millionths of a US dollar; undefined when unknown. Needed for a ceiling in money. */
  costMicroUsd?: (usage: ModelUsage) => number | undefined;
}

/** One sample; its usage is that of its call. */
export type SampleOutcome = Omit<SampleResult, 'usage'> & { usage?: ModelUsage };

/** What a strategy ends with. Its texts equal the concatenated deltas of its events, retracted ones left out. */
export interface ReasoningOutcome {
  /** Empty only when `complete` is false or when the reply is tool calls alone. */
  finalAnswer: string;
  /** 0 to 100. Absent when nothing measures it. */
  confidence?: number;
  /** Present exactly when `confidence` is. */
  confidenceSource?: ConfidenceSource;
  steps: ReasoningStep[];
  /** Only of strategies that take samples, in the order of branches. */
  samples?: SampleOutcome[];
  /** Present exactly when `samples` is. */
  vote?: VoteResult;
  /** The text channel of the reply before parsing. */
  rawResponse: string;
  complete: boolean;
  finishReason: FinishReason;
  warnings: string[];
  /** Of all calls together, as reported; absent fields were not. */
  usage: ModelUsage;
  toolCalls: ToolCall[];
  /** The provider's own reasoning blocks in order, to be stored and sent back. Never shown. */
  opaqueReasoning: OpaqueReasoning[];
}

/** What a strategy yields: text events while they happen, usage as it is known, and the outcome last. */
export type ReasoningEvent =
  | ReasoningTextEvent
  | BranchEvent
  | { type: 'usage'; usage: ModelUsage }
  | { type: 'outcome'; outcome: ReasoningOutcome };

/**
 * A way to get an answer with its reasoning out of a model.
 *
 * `run` starts when first iterated. It throws `AppError` (mostly `ModelError`) from the iterator, after whatever events
 * were already yielded. Aborting the signal or leaving the loop stops the model. It keeps no state between runs.
 */
export interface ReasoningStrategy {
  readonly name: ResolvedStrategyName;
  /** Changes whenever what the strategy adds to a request does, so that stored answers can be told apart. */
  readonly promptVersion: string;
  run(input: ReasoningInput, signal: AbortSignal): AsyncIterable<ReasoningEvent>;
}
