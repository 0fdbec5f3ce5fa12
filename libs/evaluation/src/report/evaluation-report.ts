import type { ConfidenceSource, StrategyName } from '@app/contracts';
import type { Calibration } from '../statistics/calibration';
import type { Estimate } from '../statistics/interval';
import type { PairedCounts } from '../statistics/paired-counts';
import type { JudgeSummary } from '../judge/summarise-judge';
import type { Run } from '../run/evaluation-plan';
import type { Share } from './share';

/** Tokens of one run. Absent as a whole when any of its answers did not report them. */
export interface TokenSummary {
  input: number;
  output: number;
  /** Output tokens of an answer, mean. */
  outputPerAnswer: number;
  /** All tokens of the run by its right answers. Absent without one. */
  perRightAnswer?: number;
}

/** Cost of one run, millionths of a US dollar. Absent as a whole when the price or a token count is unknown. */
export interface CostSummary {
  totalMicroUsd: number;
  perAnswerMicroUsd: number;
  perRightAnswerMicroUsd?: number;
}

/** What the steps of a run are worth, by measures that need no judge. Shares are of answers, which do not depend on each other. */
export interface StepSummary {
  /** Answers with steps. */
  answers: number;
  stepsPerAnswer: number;
  equations: number;
  equationsHeld: number;
  /** Answers whose equations all hold, of those that have equations. */
  soundAnswers: Share;
  /** Answers whose last step ends in the final answer, of those with steps and an answer. */
  entailed: Share;
  /** Answers that repeat a step, of those with steps. */
  repeating: Share;
  /** Answers with a step that works with a number from nowhere, of those with equations. */
  skipping: Share;
}

/** What one model did with one strategy. */
export interface RunSummary extends Run {
  /** Questions with a result. */
  questions: number;
  /** Right answers of all questions; unparsed ones and errors count as not right. */
  accuracy: Share;
  unparsed: Share;
  errors: Share;
  /** How often each error came. */
  errorCodes: Record<string, number>;
  tokens?: TokenSummary;
  cost?: CostSummary;
  /** Milliseconds, of answered questions. Absent without one. */
  latency?: { p50Ms: number; p95Ms: number };
  /** Of each source that gave confidences. */
  calibration: Partial<Record<ConfidenceSource, Calibration>>;
  /** Absent without steps. */
  steps?: StepSummary;
}

/** Two runs on the same questions. */
export interface RunComparison {
  first: Run;
  second: Run;
  counts: PairedCounts;
  /** Accuracy of the second minus that of the first. */
  difference?: Estimate;
  /** Exact McNemar test, two-sided. */
  pValue: number;
}

/** One answer that was not right. */
export interface Miss extends Run {
  questionId: string;
  question: string;
  expected: string;
  verdict: 'wrong' | 'unparsed' | 'error';
  /** The answer, or the error's code. */
  given: string;
  steps: string[];
}

/** All that an evaluation found. Plain JSON. */
export interface EvaluationReport {
  version: 1;
  /** Epoch milliseconds. */
  createdAt: number;
  dataset: string;
  /** Questions asked of each run. */
  questions: number;
  models: string[];
  strategies: StrategyName[];
  seed: number;
  samples?: number;
  /** False when questions are still without a result. */
  complete: boolean;
  runs: RunSummary[];
  comparisons: RunComparison[];
  /** What a judge said. Absent without one. */
  judge?: JudgeSummary;
  /** Some of the answers that were not right, a few of each run. */
  misses: Miss[];
}
