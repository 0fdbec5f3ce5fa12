import type { Bench } from '../bench';
import { chatTarget, type ChatTargetOptions, type LoadTarget } from '../load/chat-targets';
import type { LoadFigures } from '../measure/measure-load';
import { pairwise } from '../measure/rounds';
import { summarise } from '../measure/statistics';
import type { Target } from '../report/report';
import { compareLoads } from './compare-loads';

const SHOW = {
  'requests/s': ({ perSecond }: LoadFigures) => perSecond,
  'p50 ms': ({ totalP50 }: LoadFigures) => totalP50,
  'p99 ms': ({ totalP99 }: LoadFigures) => totalP99,
  'CPU us/request': ({ cpuMicros }: LoadFigures) => cpuMicros,
};

/** A target that is asked for the answer of 600 bytes, not streamed. */
export function wholeAnswer(options: Pick<ChatTargetOptions, 'name' | 'server' | 'dialect' | 'headers'>): LoadTarget {
  return chatTarget({ ...options, model: 'bench-answer', stream: false });
}

/** Reports the ratio of one target to another. Without a target it is shown without a verdict. */
export type AddRatio = (what: string, ours: LoadTarget, theirs: LoadTarget, target?: Target) => void;

/** Measures whole answers, and gives what reports a ratio of them. */
export async function compareWholeAnswers(
  bench: Bench,
  load: string,
  targets: readonly LoadTarget[],
): Promise<AddRatio> {
  const results = await compareLoads(bench, { load, targets, connections: bench.options.connections, show: SHOW });
  // Beside the rates the CPU times, which other work on the machine disturbs less.
  return (what, ours, theirs, target) => {
    const ratio = (pick: (figures: LoadFigures) => number): number[] =>
      pairwise(results.get(ours), results.get(theirs), (our, their) => pick(our) / pick(their));
    bench.report.rows.push(
      { what, unit: 'x', summary: summarise(ratio(({ perSecond }) => perSecond)), ...(target && { target }) },
      { what: '  the same by CPU time', unit: 'x', summary: summarise(ratio(({ cpuMicros }) => 1 / cpuMicros)) },
    );
  };
}
