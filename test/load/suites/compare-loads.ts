import type { Bench } from '../bench';
import type { LoadTarget } from '../load/chat-targets';
import { measureLoad, type LoadFigures } from '../measure/measure-load';
import { interleave, type Rounds } from '../measure/rounds';
import { summarise, type Summary } from '../measure/statistics';
import { measurementTable } from '../report/console-table';

// Node compiles hot code in steps; a server reaches its pace after some 15,000 answers.
const WARM_UP_SECONDS = 8;

/** A load for several targets, and which of its figures to show under which name. */
export interface LoadComparison {
  load: string;
  targets: readonly LoadTarget[];
  connections: number;
  show: Readonly<Record<string, (figures: LoadFigures) => number>>;
}

/** Warms all targets up, measures them in turns, and reports what was asked for. */
export async function compareLoads(bench: Bench, comparison: LoadComparison): Promise<Rounds<LoadTarget, LoadFigures>> {
  const { load, targets, connections, show } = comparison;
  const { rounds, seconds } = bench.options;
  bench.say(`\n${load}: ${connections} connections, ${rounds} rounds of ${seconds} s; median [min..max]`);
  const measure = (target: LoadTarget, time: number): Promise<LoadFigures> =>
    measureLoad({ target, upstream: bench.upstream }, connections, time);
  for (const target of targets) await measure(target, WARM_UP_SECONDS);
  const results = await interleave(targets, rounds, (target) => measure(target, seconds));
  const measurements = targets.map((target) => {
    const figures = results.get(target) ?? [];
    bench.report.errors += figures.reduce((sum, { errors }) => sum + errors, 0);
    return { load, server: target.name, figures: shown(figures, show) };
  });
  bench.report.measurements.push(...measurements);
  bench.say(measurementTable(measurements));
  return results;
}

function shown(figures: readonly LoadFigures[], show: LoadComparison['show']): Record<string, Summary> {
  const columns = {
    ...show,
    'load side busy %': ({ loadSideBusy }: LoadFigures) => loadSideBusy * 100,
    errors: ({ errors }: LoadFigures) => errors,
  };
  return Object.fromEntries(Object.entries(columns).map(([name, pick]) => [name, summarise(figures.map(pick))]));
}
