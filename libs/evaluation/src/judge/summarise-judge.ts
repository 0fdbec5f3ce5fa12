import { runName, runsOf, type EvaluationPlan, type Run } from '../run/evaluation-plan';
import { share, type Share } from '../report/share';
import { bootstrapMean } from '../statistics/bootstrap-mean';
import type { Estimate } from '../statistics/interval';
import {
  judgePlace,
  type JudgeEffort,
  type JudgeRecord,
  type PreferenceRecord,
  type RatingRecord,
} from './judge-record';
import type { StepScore } from './parse-verdict';

/** How a judge scored the steps of a run, 1 to 5: the mean of answers, each the mean of its steps. */
export interface RatingSummary extends Run {
  /** Answers that were scored. */
  answers: number;
  /** Absent without scored answers. */
  clarity?: Estimate;
  coherence?: Estimate;
  unparsed: number;
  errors: number;
}

/** Which of two runs a judge preferred without knowing which is which. */
export interface PreferenceSummary {
  first: Run;
  second: Run;
  firstPreferred: number;
  secondPreferred: number;
  ties: number;
  /** The second run's share of what was decided, ties left out. */
  preference: Share;
  /** Share of decided comparisons in which the solution shown as A won: half where the position does not matter. */
  shownAsAPreferred: Share;
  unparsed: number;
  errors: number;
}

/** All that a judge said. */
export interface JudgeSummary {
  /** Catalogue id of the judge. */
  judge: string;
  ratings: RatingSummary[];
  preferences: PreferenceSummary[];
  /** Tokens and cost of judging; a field is absent when one judgement did not report it. */
  effort: JudgeEffort;
}

/** What the judgements so far say; undefined without any. With several judges the last one counts. */
export function summariseJudge(plan: EvaluationPlan, records: Iterable<JudgeRecord>): JudgeSummary | undefined {
  const all = [...new Map([...records].map((record) => [judgePlace(record), record])).values()];
  const judge = all.at(-1)?.judge;
  if (judge === undefined) return undefined;
  const own = all.filter((record) => record.judge === judge);
  const ratings = own.filter((record) => record.kind === 'rating');
  const preferences = own.filter((record) => record.kind === 'preference');
  return {
    judge,
    ratings: runsOf(plan)
      .map((run) =>
        summariseRatings(
          run,
          ratings.filter((record) => runName(record) === runName(run)),
          plan.seed,
        ),
      )
      .filter(({ answers, unparsed, errors }) => answers + unparsed + errors > 0),
    preferences: groupByPair(preferences).map(summarisePreferences),
    effort: sumEffort(own),
  };
}

function summariseRatings(run: Run, records: readonly RatingRecord[], seed: number): RatingSummary {
  const scored = records.flatMap(({ scores }) => (scores === undefined || scores.length === 0 ? [] : [scores]));
  const meanOf = (of: (score: StepScore) => number) =>
    bootstrapMean(
      scored.map((scores) => scores.reduce((sum, score) => sum + of(score), 0) / scores.length),
      seed,
    );
  const [clarity, coherence] = [meanOf((score) => score.clarity), meanOf((score) => score.coherence)];
  return {
    model: run.model,
    strategy: run.strategy,
    answers: scored.length,
    ...(clarity === undefined ? {} : { clarity }),
    ...(coherence === undefined ? {} : { coherence }),
    unparsed: records.filter(({ status }) => status === 'unparsed').length,
    errors: records.filter(({ status }) => status === 'error').length,
  };
}

function groupByPair(records: readonly PreferenceRecord[]): PreferenceRecord[][] {
  const groups = new Map<string, PreferenceRecord[]>();
  for (const record of records) {
    const pair = `${runName(record.first)}\n${runName(record.second)}`;
    groups.set(pair, [...(groups.get(pair) ?? []), record]);
  }
  return [...groups.values()];
}

function summarisePreferences(records: readonly PreferenceRecord[]): PreferenceSummary {
  const [one] = records;
  if (one === undefined) throw new RangeError('A comparison has at least one judgement.');
  const count = (is: (record: PreferenceRecord) => boolean) => records.filter(is).length;
  const firstPreferred = count(({ preferred }) => preferred === 'first');
  const secondPreferred = count(({ preferred }) => preferred === 'second');
  const decided = firstPreferred + secondPreferred;
  return {
    first: one.first,
    second: one.second,
    firstPreferred,
    secondPreferred,
    ties: count(({ preferred }) => preferred === 'tie'),
    preference: share(secondPreferred, decided),
    shownAsAPreferred: share(
      count(({ preferred, shownAsA }) => preferred === shownAsA),
      decided,
    ),
    unparsed: count(({ status }) => status === 'unparsed'),
    errors: count(({ status }) => status === 'error'),
  };
}

function sumEffort(records: readonly JudgeRecord[]): JudgeEffort {
  const answered = records.filter(({ status }) => status !== 'error');
  const effort: JudgeEffort = {};
  for (const field of ['inputTokens', 'outputTokens', 'costMicroUsd'] as const) {
    const counts = answered.map((record) => record.effort[field]);
    if (counts.length > 0 && counts.every((count) => count !== undefined)) {
      effort[field] = counts.reduce((sum, count) => sum + count, 0);
    }
  }
  return effort;
}
