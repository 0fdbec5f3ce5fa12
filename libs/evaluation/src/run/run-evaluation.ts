import { SystemClock, type Clock } from '@app/kernel';
import type { Question } from '../question';
import { lastRecords, placeOf, type AnswerRecord } from './answer-record';
import type { Answerer } from './answerer';
import type { Asking } from './ask-answerer';
import { askQuestion } from './ask-question';
import { runsOf, type EvaluationPlan, type Run } from './evaluation-plan';
import { pause } from './pause';
import { DEFAULT_RUN_LIMITS, type RunLimits } from './run-limits';
import { workThrough } from './work-through';

/** How far an evaluation is. */
export interface RunProgress {
  /** Questions with a result, counted once for each run. */
  done: number;
  total: number;
  right: number;
  errors: number;
}

/** What an evaluation runs with. */
export interface RunOptions {
  answerer: Answerer;
  /** Default {@link DEFAULT_RUN_LIMITS}. */
  limits?: Partial<RunLimits>;
  /** What an earlier, interrupted run brought. Its errors are asked again. */
  known?: Iterable<AnswerRecord>;
  /** Keeps a record for good. Rejecting ends the evaluation. */
  keep: (record: AnswerRecord) => Promise<void>;
  onProgress?: (progress: RunProgress) => void;
  /** Default: the machine's. */
  clock?: Clock;
  /** Pauses between tries. Default: real ones. */
  wait?: Asking['wait'];
}

interface Task {
  run: Run;
  question: Question;
}

/**
 * Asks every question of every run, question by question so that an interrupted evaluation has compared all runs on the same ones, a
 * bounded number at a time, and keeps each result as soon as it is there. Resolves when all are done. Rejects when the signal aborts
 * (what is done is kept), when a result cannot be kept, and for an error that every further question would meet; the
 * questions that are being asked are then cancelled.
 */
export async function runEvaluation(plan: EvaluationPlan, options: RunOptions, signal: AbortSignal): Promise<void> {
  const limits = { ...DEFAULT_RUN_LIMITS, ...options.limits };
  const { answerer, clock = new SystemClock(), wait = pause } = options;
  const known = lastRecords(options.known ?? []);
  const tasks = tasksOf(plan);
  const open = tasks.filter((task) => isOpen(task, known));
  const finished = tasks.filter((task) => !isOpen(task, known)).map((task) => known.get(placeOfTask(task)));
  const progress: RunProgress = { done: finished.length, total: tasks.length, right: 0, errors: 0 };
  progress.right = finished.filter((record) => record?.verdict === 'right').length;
  options.onProgress?.({ ...progress });

  const asking = { answerer, clock, limits, wait };
  const samples = plan.samples === undefined ? {} : { samples: plan.samples };
  const work = async ({ run, question }: Task, stop: AbortSignal): Promise<void> => {
    const record = await askQuestion(asking, { ...run, ...samples }, question, stop);
    await options.keep(record);
    progress.done++;
    if (record.verdict === 'right') progress.right++;
    if (record.verdict === 'error') progress.errors++;
    options.onProgress?.({ ...progress });
  };
  await workThrough(open, limits.concurrency, work, signal);
}

function tasksOf(plan: EvaluationPlan): Task[] {
  const runs = runsOf(plan);
  return plan.questions.flatMap((question) => runs.map((run) => ({ run, question })));
}

function isOpen(task: Task, known: ReadonlyMap<string, AnswerRecord>): boolean {
  const verdict = known.get(placeOfTask(task))?.verdict;
  return verdict === undefined || verdict === 'error';
}

function placeOfTask({ run, question }: Task): string {
  return placeOf({ ...run, questionId: question.id });
}
