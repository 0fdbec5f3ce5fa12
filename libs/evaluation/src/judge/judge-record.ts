import type { Run } from '../run/evaluation-plan';
import type { StepScore } from './parse-verdict';

/** What a judgement took. Absent fields were not reported. */
export interface JudgeEffort {
  inputTokens?: number;
  outputTokens?: number;
  costMicroUsd?: number;
}

/** How asking the judge ended. `unparsed`: its reply was not of the form that was asked for. */
export type JudgeStatus = 'judged' | 'unparsed' | 'error';

/** A judge's scores of the steps of one answer. */
export interface RatingRecord extends Run {
  kind: 'rating';
  /** Catalogue id of the judge. */
  judge: string;
  questionId: string;
  status: JudgeStatus;
  /** One for each step. Present exactly when judged. */
  scores?: StepScore[];
  effort: JudgeEffort;
}

/** A judge's preference between two answers of one question, which it saw without names. */
export interface PreferenceRecord {
  kind: 'preference';
  judge: string;
  first: Run;
  second: Run;
  questionId: string;
  /** Which of the two was shown as A. */
  shownAsA: 'first' | 'second';
  status: JudgeStatus;
  /** Present exactly when judged. */
  preferred?: 'first' | 'second' | 'tie';
  effort: JudgeEffort;
}

/** Whatever a judge said. */
export type JudgeRecord = RatingRecord | PreferenceRecord;

/** The place of a record: a later one of the same place replaces an earlier one. */
export function judgePlace(record: RatingTask | PreferenceTask): string {
  return 'first' in record
    ? JSON.stringify(['preference', record.judge, record.first, record.second, record.questionId])
    : JSON.stringify(['rating', record.judge, record.model, record.strategy, record.questionId]);
}

/** What is to be rated. */
export type RatingTask = Pick<RatingRecord, 'judge' | 'model' | 'strategy' | 'questionId'>;

/** What is to be compared. */
export type PreferenceTask = Pick<PreferenceRecord, 'judge' | 'first' | 'second' | 'questionId'>;
