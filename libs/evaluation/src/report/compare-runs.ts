import type { AnswerRecord } from '../run/answer-record';
import type { Run } from '../run/evaluation-plan';
import { mcNemarExact } from '../statistics/mcnemar-exact';
import { countPairs } from '../statistics/paired-counts';
import { pairedDifference } from '../statistics/paired-difference';
import type { RunComparison } from './evaluation-report';

/** A run with its records. */
export interface RunRecords {
  run: Run;
  records: readonly AnswerRecord[];
}

/** Compares two runs on the questions that both have a result for. */
function compareRuns(first: RunRecords, second: RunRecords): RunComparison {
  const rightInSecond = new Map(second.records.map(({ questionId, verdict }) => [questionId, verdict === 'right']));
  const pairs = first.records.flatMap(({ questionId, verdict }) => {
    const other = rightInSecond.get(questionId);
    return other === undefined ? [] : [[verdict === 'right', other] as const];
  });
  const counts = countPairs(pairs);
  const difference = pairedDifference(counts);
  return {
    first: first.run,
    second: second.run,
    counts,
    ...(difference === undefined ? {} : { difference }),
    pValue: mcNemarExact(counts),
  };
}

/** Every two strategies of one model, and every model with the first one at the same strategy. */
export function comparisonsOf(runs: readonly RunRecords[]): RunComparison[] {
  return runs.flatMap((second, i) =>
    runs
      .slice(0, i)
      .filter(({ run }) => isComparable(run, second.run, runs[0]?.run))
      .map((first) => compareRuns(first, second)),
  );
}

function isComparable(one: Run, other: Run, first: Run | undefined): boolean {
  if (one.model === other.model) return true;
  return one.strategy === other.strategy && one.model === first?.model;
}
