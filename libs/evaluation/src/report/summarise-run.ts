import type { ConfidenceSource } from '@app/contracts';
import type { Question } from '../question';
import type { AnswerRecord } from '../run/answer-record';
import type { AnswerOutcome } from '../run/answerer';
import type { Run } from '../run/evaluation-plan';
import { calibrate } from '../statistics/calibration';
import { quantile } from '../statistics/quantile';
import type { CostSummary, RunSummary, TokenSummary } from './evaluation-report';
import { share } from './share';
import { summariseSteps } from './summarise-steps';

const SOURCES: readonly ConfidenceSource[] = ['stated', 'logprob', 'agreement'];

/** What the records of one run say. */
export function summariseRun(
  run: Run,
  records: readonly AnswerRecord[],
  questions: ReadonlyMap<string, Question>,
): RunSummary {
  const count = (verdict: AnswerRecord['verdict']) => records.filter((record) => record.verdict === verdict).length;
  const right = count('right');
  const answered = records.filter(({ outcome }) => outcome !== undefined);
  const outcomes = answered.map(({ outcome }) => outcome as AnswerOutcome);
  const latencies = answered.map(({ latencyMs }) => latencyMs);
  const [p50Ms, p95Ms] = [quantile(latencies, 0.5), quantile(latencies, 0.95)];
  const tokens = tokensOf(outcomes, right);
  const cost = costOf(outcomes, right);
  const steps = summariseSteps(records, questions);
  return {
    model: run.model,
    strategy: run.strategy,
    questions: records.length,
    accuracy: share(right, records.length),
    unparsed: share(count('unparsed'), records.length),
    errors: share(count('error'), records.length),
    errorCodes: errorCodesOf(records),
    ...(tokens === undefined ? {} : { tokens }),
    ...(cost === undefined ? {} : { cost }),
    ...(p50Ms === undefined || p95Ms === undefined ? {} : { latency: { p50Ms, p95Ms } }),
    calibration: calibrationOf(records),
    ...(steps === undefined ? {} : { steps }),
  };
}

function tokensOf(outcomes: readonly AnswerOutcome[], right: number): TokenSummary | undefined {
  const input = total(outcomes, ({ inputTokens }) => inputTokens);
  const output = total(outcomes, ({ outputTokens }) => outputTokens);
  if (input === undefined || output === undefined) return undefined;
  const perAnswer = { input, output, outputPerAnswer: output / outcomes.length };
  return right === 0 ? perAnswer : { ...perAnswer, perRightAnswer: (input + output) / right };
}

function costOf(outcomes: readonly AnswerOutcome[], right: number): CostSummary | undefined {
  const totalMicroUsd = total(outcomes, ({ costMicroUsd }) => costMicroUsd);
  if (totalMicroUsd === undefined) return undefined;
  const perAnswer = { totalMicroUsd, perAnswerMicroUsd: totalMicroUsd / outcomes.length };
  return right === 0 ? perAnswer : { ...perAnswer, perRightAnswerMicroUsd: totalMicroUsd / right };
}

/** Undefined when there is nothing to add up or one part is unknown: a sum of some would look like all. */
function total(
  outcomes: readonly AnswerOutcome[],
  of: (outcome: AnswerOutcome) => number | undefined,
): number | undefined {
  if (outcomes.length === 0) return undefined;
  return outcomes.reduce<number | undefined>((sum, outcome) => {
    const part = of(outcome);
    return sum === undefined || part === undefined ? undefined : sum + part;
  }, 0);
}

function errorCodesOf(records: readonly AnswerRecord[]): Record<string, number> {
  const codes = new Map<string, number>();
  for (const { error } of records) {
    if (error !== undefined) codes.set(error.code, (codes.get(error.code) ?? 0) + 1);
  }
  return Object.fromEntries([...codes].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function calibrationOf(records: readonly AnswerRecord[]): RunSummary['calibration'] {
  const calibrations: RunSummary['calibration'] = {};
  for (const source of SOURCES) {
    const rated = records.flatMap(({ outcome, verdict }) => {
      const confidence = outcome?.confidences[source];
      return confidence === undefined ? [] : [{ confidence: confidence / 100, correct: verdict === 'right' }];
    });
    const calibration = calibrate(rated);
    if (calibration !== undefined) calibrations[source] = calibration;
  }
  return calibrations;
}
