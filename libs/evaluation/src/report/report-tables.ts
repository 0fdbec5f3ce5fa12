import type { EvaluationReport, RunSummary } from './evaluation-report';
import { preferencesTable, ratingsTable } from './judge-tables';
import type { ReportTable } from './report-table';
import {
  amount,
  dollars,
  duration,
  pointsWithInterval,
  pValue,
  shareWithInterval,
  shortShare,
  UNKNOWN,
} from './figures';

/** The tables of a report that have rows. */
export function tablesOf(report: EvaluationReport): ReportTable[] {
  const tables = [
    resultsTable,
    differencesTable,
    calibrationTable,
    stepsTable,
    ratingsTable,
    preferencesTable,
    errorsTable,
  ];
  return tables.map((table) => table(report)).filter(({ rows }) => rows.length > 0);
}

function resultsTable({ runs }: EvaluationReport): ReportTable {
  return {
    title: 'Results',
    note: 'Accuracy with its 95 % Wilson interval; answers that could not be read and errors count as not right.',
    columns: [
      'Model',
      'Strategy',
      'Accuracy',
      'Right',
      'Unparsed',
      'Errors',
      'Tokens out',
      'Tokens per right',
      'Cost',
      'p50',
      'p95',
    ],
    words: 2,
    rows: runs.map((run) => [
      run.model,
      run.strategy,
      shareWithInterval(run.accuracy),
      `${run.accuracy.count}/${run.accuracy.of}`,
      shortShare(run.unparsed),
      shortShare(run.errors),
      amount(run.tokens?.outputPerAnswer),
      amount(run.tokens?.perRightAnswer),
      dollars(run.cost?.totalMicroUsd),
      duration(run.latency?.p50Ms),
      duration(run.latency?.p95Ms),
    ]),
  };
}

function differencesTable({ comparisons, models }: EvaluationReport): ReportTable {
  const name = ({ model, strategy }: { model: string; strategy: string }) =>
    models.length > 1 ? `${model} ${strategy}` : strategy;
  return {
    title: 'Differences on the same questions',
    note: 'Accuracy of the second run minus that of the first, in points, with its 95 % interval (Newcombe, method 10); p of the exact McNemar test.',
    columns: ['First', 'Second', 'Difference', 'Only first right', 'Only second right', 'p'],
    words: 2,
    rows: comparisons.map(({ first, second, difference, counts, pValue: p }) => [
      name(first),
      name(second),
      pointsWithInterval(difference),
      String(counts.onlyFirst),
      String(counts.onlySecond),
      pValue(p),
    ]),
  };
}

function calibrationTable({ runs }: EvaluationReport): ReportTable {
  return {
    title: 'Calibration',
    note: 'How far confidence tells what is right: expected calibration error over 10 bins of equal width and Brier score (0 is best), area under the ROC curve (0.5 tells nothing, 1 everything).',
    columns: ['Model', 'Strategy', 'Confidence', 'Answers', 'ECE', 'Brier', 'AUROC'],
    words: 3,
    rows: runs.flatMap(({ model, strategy, calibration }) =>
      Object.entries(calibration).map(([source, { count, ece, brier, auroc }]) => [
        model,
        strategy,
        source,
        String(count),
        ece.toFixed(3),
        brier.toFixed(3),
        auroc?.toFixed(3) ?? UNKNOWN,
      ]),
    ),
  };
}

function stepsTable({ runs }: EvaluationReport): ReportTable {
  const withSteps = runs.filter(
    (run): run is RunSummary & Required<Pick<RunSummary, 'steps'>> => run.steps !== undefined,
  );
  return {
    title: 'Steps, without a judge',
    note: 'Shares of answers with their 95 % Wilson intervals. Sound: every equation holds. Entailed: the last step ends in the answer. Repeating: a step says again what stood there. Skipping: a step works with a number that is neither in the question nor in an earlier step.',
    columns: ['Model', 'Strategy', 'Steps', 'Equations held', 'Sound', 'Entailed', 'Repeating', 'Skipping'],
    words: 2,
    rows: withSteps.map(({ model, strategy, steps }) => [
      model,
      strategy,
      amount(steps.stepsPerAnswer),
      `${steps.equationsHeld}/${steps.equations}`,
      shareWithInterval(steps.soundAnswers),
      shareWithInterval(steps.entailed),
      shareWithInterval(steps.repeating),
      shareWithInterval(steps.skipping),
    ]),
  };
}

function errorsTable({ runs }: EvaluationReport): ReportTable {
  return {
    title: 'Errors',
    note: 'Questions that could not be answered after all tries. --resume asks them again.',
    columns: ['Model', 'Strategy', 'Error', 'Questions'],
    words: 3,
    rows: runs.flatMap(({ model, strategy, errorCodes }) =>
      Object.entries(errorCodes).map(([code, count]) => [model, strategy, code, String(count)]),
    ),
  };
}
