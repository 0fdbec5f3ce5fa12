/** Where a step came from: the model's own reasoning channel, or text parsed out of a prompted reply. */
export type StepSource = 'native' | 'prompted';

/** How a step's confidence was obtained: said by the model, from token log-probabilities, or from agreement of samples. */
export type ConfidenceSource = 'stated' | 'logprob' | 'agreement';

/** What kind of thought a step is; a `draft` is an answer that was reviewed. Absent means an ordinary thought. */
export type StepKind = 'reflection' | 'observation' | 'summary' | 'draft';

/**
 * One step of reasoning. Steps are ordered by `index`, which is unique in the turn, starts at 0 and has no gaps, unless a
 * branch took steps back while others went on.
 */
export interface ReasoningStep {
  /** Position in the order in which steps began, from 0. */
  index: number;
  /** Which of several samples it belongs to, from 0. Absent where a strategy has one line of thought. */
  branch?: number;
  /** The thought in words. Empty when the provider hides it (`redacted`) or when the step is only an action. */
  thought: string;
  /** What the model did or asked for, such as `search: weather in Oslo`. */
  action?: string;
  /** Absent for an ordinary thought. */
  kind?: StepKind;
  /** 0 to 100. Absent when nothing states or measures it. */
  confidence?: number;
  /** Present exactly when `confidence` is. */
  confidenceSource?: ConfidenceSource;
  /** When the step began, epoch milliseconds. */
  timestamp: number;
  /** From its first to its last character, milliseconds. Absent when the provider sent the whole reply at once. */
  durationMs?: number;
  source: StepSource;
  /** True when the provider withheld the text of this step. */
  redacted?: true;
}
