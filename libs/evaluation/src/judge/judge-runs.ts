import { SystemClock, type Clock } from '@app/kernel';
import type { Question } from '../question';
import { seededOrder } from '../random/seeded-order';
import { lastRecords, placeOf, type AnswerRecord } from '../run/answer-record';
import type { Answerer } from '../run/answerer';
import type { Asking } from '../run/ask-answerer';
import { runsOf, type EvaluationPlan, type Run } from '../run/evaluation-plan';
import { pause } from '../run/pause';
import { DEFAULT_RUN_LIMITS, type RunLimits } from '../run/run-limits';
import { workThrough } from '../run/work-through';
import { judgePlace, type JudgeRecord } from './judge-record';
import { comparePair, rateSteps, stepsOf, type JudgedAnswer } from './judge-answers';

/** What a judge is to do, and with what. */
export interface JudgeOptions {
  /** Catalogue id of the judge. */
  judge: string;
  answerer: Answerer;
  /** Most questions that are judged of each run and of each comparison, drawn by the plan's seed. */
  limit: number;
  /** Runs that are compared blind. Default: none. */
  compare?: readonly (readonly [Run, Run])[];
  limits?: Partial<RunLimits>;
  /** What an earlier, interrupted run brought. Its errors are asked again. */
  known?: Iterable<JudgeRecord>;
  keep: (record: JudgeRecord) => Promise<void>;
  onProgress?: (progress: { done: number; total: number }) => void;
  clock?: Clock;
  wait?: Asking['wait'];
}

/**
 * Lets a model rate the steps of every run, and compare runs without telling it which is which. The same questions are judged of each
 * run. In each comparison every second question shows the first run as A, the others the second, in an order that the seed decides.
 * Resolves when all is judged; rejects as `runEvaluation` does.
 */
export async function judgeRuns(
  plan: EvaluationPlan,
  answers: Iterable<AnswerRecord>,
  options: JudgeOptions,
  signal: AbortSignal,
): Promise<void> {
  const { answerer, clock = new SystemClock(), wait = pause } = options;
  const limits = { ...DEFAULT_RUN_LIMITS, ...options.limits };
  const known = new Map([...(options.known ?? [])].map((record) => [judgePlace(record), record.status]));
  const tasks = tasksOf(plan, lastRecords(answers), options);
  const open = tasks.filter(({ place }) => (known.get(place) ?? 'error') === 'error');
  let done = tasks.length - open.length;
  options.onProgress?.({ done, total: tasks.length });
  await workThrough(
    open,
    limits.concurrency,
    async ({ work }, stop) => {
      await options.keep(await work({ answerer, clock, limits, wait }, stop));
      options.onProgress?.({ done: ++done, total: tasks.length });
    },
    signal,
  );
}

/** One thing to ask the judge, and the place of its record. */
interface JudgeTask {
  place: string;
  work: (asking: Asking, signal: AbortSignal) => Promise<JudgeRecord>;
}

function tasksOf(
  plan: EvaluationPlan,
  answers: ReadonlyMap<string, AnswerRecord>,
  { judge, limit, compare = [] }: JudgeOptions,
): JudgeTask[] {
  const drawn = seededOrder(plan.questions, plan.seed);
  const answerOf = (run: Run, question: Question): JudgedAnswer | undefined => {
    const outcome = answers.get(placeOf({ ...run, questionId: question.id }))?.outcome;
    return outcome === undefined ? undefined : { run, question, outcome };
  };
  /** The answers of each drawn question that all of these runs have answered. */
  const answeredBy = (runs: readonly Run[]): JudgedAnswer[][] =>
    drawn
      .map((question) => runs.map((run) => answerOf(run, question)).filter((answer) => answer !== undefined))
      .filter((list) => list.length === runs.length)
      .slice(0, limit);

  const ratings = answeredBy(runsOf(plan))
    .flat()
    .filter((answer) => stepsOf(answer).length > 0);
  return [
    ...ratings.map((answer) => ({
      place: judgePlace({ judge, ...answer.run, questionId: answer.question.id }),
      work: (asking: Asking, signal: AbortSignal) => rateSteps(asking, judge, answer, signal),
    })),
    ...compare.flatMap(([first, second]) =>
      answeredBy([first, second]).flatMap(([one, other], i): JudgeTask[] => {
        if (one === undefined || other === undefined) return [];
        const shownAsA = i % 2 === 0 ? 'first' : 'second';
        return [
          {
            place: judgePlace({ judge, first, second, questionId: one.question.id }),
            work: (asking, signal) => comparePair(asking, judge, { first: one, second: other, shownAsA }, signal),
          },
        ];
      }),
    ),
  ];
}
