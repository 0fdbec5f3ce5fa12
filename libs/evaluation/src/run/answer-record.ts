import type { StrategyName } from '@app/contracts';
import type { AnswerOutcome } from './answerer';

/**
 * How an answer is judged against the right one. `unparsed`: there is an answer and it is none of the expected kind, or there is none.
 * `error`: the question could not be answered. Neither counts as right.
 */
export type Verdict = 'right' | 'wrong' | 'unparsed' | 'error';

/** What came of one question in one run. */
export interface AnswerRecord {
  kind: 'answer';
  model: string;
  strategy: StrategyName;
  questionId: string;
  verdict: Verdict;
  /** Of the try that counted, milliseconds. */
  latencyMs: number;
  /** Tries, the last one included; from 1. */
  tries: number;
  /** Absent for the verdict `error`. */
  outcome?: AnswerOutcome;
  /** Present exactly for the verdict `error`. The message is ours and holds no input. */
  error?: { code: string; message: string };
}

/** The place of a record: a later one of the same place replaces an earlier one. */
export function placeOf({
  model,
  strategy,
  questionId,
}: Pick<AnswerRecord, 'model' | 'strategy' | 'questionId'>): string {
  return JSON.stringify([model, strategy, questionId]);
}

/** The records that count: the last of each place. */
export function lastRecords(records: Iterable<AnswerRecord>): Map<string, AnswerRecord> {
  return new Map([...records].map((record) => [placeOf(record), record]));
}
