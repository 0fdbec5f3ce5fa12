import { resolve } from 'node:path';
import type { Clock } from '@app/kernel';
import {
  buildReport,
  identify,
  judgeRuns,
  readAnswerRecord,
  readJudgeRecord,
  ResultsFile,
  runEvaluation,
  writeText,
  type Answerer,
  type AnswerRecord,
  type EvaluationPlan,
  type JudgeRecord,
  type Run,
} from '@app/evaluation';
import { defaultFolder, resultsPath, writeReports } from './eval-folder';
import type { EvalOptions } from './eval-options';
import { EvalProgress, type ProgressOutput } from './eval-progress';
import { findComparedRuns } from './find-compared-runs';
import { loadQuestions } from './load-questions';
import { modelOf, planOf } from './plan-of';

/** What the command works with. */
export interface EvalContext {
  answerer: Answerer;
  /** Catalogue id of a model by any of its names. Throws `AppError` for one that cannot answer. */
  modelId: (name: string) => string;
  clock: Clock;
  /** Relative paths of flags start here. */
  baseDir: string;
  dataDir: string;
  output: ProgressOutput;
}

/** How the command ended: with all answers, or interrupted with what was done. */
export type EvalEnd = 'complete' | 'interrupted';

/** Everything that is known before the first question is asked. */
interface PreparedEval {
  plan: EvaluationPlan;
  judge: string | undefined;
  compare: [Run, Run][];
  folder: string;
}

/**
 * Runs an evaluation to its end or until the signal aborts, prints the tables and writes the reports; of an interrupted one too.
 * Throws `UsageError` and `AppError`.
 */
export async function runEvalCommand(
  options: EvalOptions,
  context: EvalContext,
  signal: AbortSignal,
): Promise<EvalEnd> {
  const { output, clock } = context;
  const prepared = await prepare(options, context);
  const { plan, folder } = prepared;
  const file = await openResults(folder, plan, options.resume);
  const answers: AnswerRecord[] = file.values.map(readAnswerRecord).filter((record) => record !== undefined);
  const judgements: JudgeRecord[] = file.values.map(readJudgeRecord).filter((record) => record !== undefined);
  try {
    await askAll(prepared, { options, context, file, answers, judgements }, signal);
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    await file.close();
  }
  const report = buildReport(plan, { answers, judgements }, clock.now());
  output.write(`\n${writeText(report)}\n`);
  const paths = await writeReports(folder, report);
  output.write(`Written: ${paths.join(', ')}\n`);
  if (!signal.aborted) return 'complete';
  output.write('Interrupted. The same command with --resume goes on where it stopped.\n');
  return 'interrupted';
}

async function prepare(
  options: EvalOptions,
  { baseDir, dataDir, modelId, output }: EvalContext,
): Promise<PreparedEval> {
  const loaded = await loadQuestions(resolve(baseDir, options.questionsFile), options);
  const plan = planOf(options, loaded, modelId);
  const judge = options.judge === undefined ? undefined : modelOf('judge', options.judge, modelId);
  const compare = options.compare === undefined ? [] : [findComparedRuns(options.compare, plan)];
  const folder = options.outDir === undefined ? defaultFolder(dataDir, plan) : resolve(baseDir, options.outDir);
  if (loaded.problems.length > 0) output.write(`Left out: ${loaded.problems.join(' ')}\n`);
  const asked = `${plan.questions.length} ${plan.questions.length === 1 ? 'question' : 'questions'}`;
  output.write(`${asked}, models ${plan.models.join(', ')}, strategies ${plan.strategies.join(', ')}\n`);
  return { plan, judge, compare, folder };
}

/** Where results are added. */
interface EvalRecords {
  options: EvalOptions;
  context: EvalContext;
  file: ResultsFile;
  answers: AnswerRecord[];
  judgements: JudgeRecord[];
}

async function askAll(
  { plan, judge, compare }: PreparedEval,
  { options, context, file, answers, judgements }: EvalRecords,
  signal: AbortSignal,
): Promise<void> {
  const { answerer, clock, output } = context;
  const { limits } = options;
  const keepIn =
    <T extends object>(list: T[]) =>
    async (record: T): Promise<void> => {
      list.push(record);
      await file.append(record);
    };
  await showing(new EvalProgress(output, clock), (onProgress) =>
    runEvaluation(plan, { answerer, limits, known: [...answers], clock, keep: keepIn(answers), onProgress }, signal),
  );
  if (judge === undefined) return;
  const judging = { judge, answerer, limit: options.judgeLimit, compare, limits, clock };
  await showing(new EvalProgress(output, clock, 'judged'), (onProgress) =>
    judgeRuns(plan, answers, { ...judging, known: [...judgements], keep: keepIn(judgements), onProgress }, signal),
  );
}

async function showing(
  progress: EvalProgress,
  work: (onProgress: EvalProgress['update']) => Promise<void>,
): Promise<void> {
  try {
    await work((now) => progress.update(now));
  } finally {
    progress.end();
  }
}

async function openResults(folder: string, plan: EvaluationPlan, resume: boolean): Promise<ResultsFile> {
  const path = resultsPath(folder);
  return resume ? ResultsFile.resume(path, identify(plan)) : ResultsFile.create(path, identify(plan));
}
