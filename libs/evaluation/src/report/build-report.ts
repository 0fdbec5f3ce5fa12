import type { JudgeRecord } from '../judge/judge-record';
import { summariseJudge } from '../judge/summarise-judge';
import type { Question } from '../question';
import { lastRecords, type AnswerRecord } from '../run/answer-record';
import { runName, runsOf, type EvaluationPlan } from '../run/evaluation-plan';
import { comparisonsOf, type RunRecords } from './compare-runs';
import type { EvaluationReport, Miss } from './evaluation-report';
import { summariseRun } from './summarise-run';

/** Most answers of one run that are shown as not right. */
const MOST_MISSES = 10;

/** Everything that was kept of an evaluation. */
export interface EvaluationRecords {
  answers: Iterable<AnswerRecord>;
  judgements?: Iterable<JudgeRecord>;
}

/**
 * Works everything out that an evaluation found, from its plan and the records so far. Records of other questions or runs do not
 * count; of several records of one place the last does.
 */
export function buildReport(
  plan: EvaluationPlan,
  { answers, judgements = [] }: EvaluationRecords,
  createdAt: number,
): EvaluationReport {
  const questions = new Map(plan.questions.map((question) => [question.id, question]));
  const known = [...lastRecords(answers).values()].filter(({ questionId }) => questions.has(questionId));
  const runs: RunRecords[] = runsOf(plan).map((run) => ({
    run,
    records: known.filter((record) => runName(record) === runName(run)),
  }));
  const judge = summariseJudge(plan, judgements);
  return {
    version: 1,
    createdAt,
    dataset: plan.dataset,
    questions: plan.questions.length,
    models: [...plan.models],
    strategies: [...plan.strategies],
    seed: plan.seed,
    ...(plan.samples === undefined ? {} : { samples: plan.samples }),
    complete: runs.every((run) => run.records.length === plan.questions.length),
    runs: runs.map(({ run, records: own }) => summariseRun(run, own, questions)),
    comparisons: comparisonsOf(runs),
    ...(judge === undefined ? {} : { judge }),
    misses: runs.flatMap((run) => missesOf(run, questions)),
  };
}

function missesOf({ records }: RunRecords, questions: ReadonlyMap<string, Question>): Miss[] {
  return records
    .flatMap((record) => {
      const { verdict, model, strategy, questionId, outcome, error } = record;
      const question = questions.get(questionId);
      if (verdict === 'right' || question === undefined) return [];
      const given = outcome?.finalAnswer ?? error?.code ?? '';
      const asked = { questionId, question: question.text, expected: question.expected.text };
      return [{ model, strategy, ...asked, verdict, given, steps: outcome?.steps ?? [] }];
    })
    .slice(0, MOST_MISSES);
}
