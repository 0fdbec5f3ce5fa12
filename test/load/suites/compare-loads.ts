import type { Bench } from '../bench';
import type { LoadTarget } from '../load/chat-targets';
import { measureLoad, type LoadFigures, type LoadSides } from '../measure/measure-load';
import { interleave, type Rounds } from '../measure/rounds';
import { summarise, type Summary } from '../measure/statistics';
import type { RoundOptions } from '../options';
import { measurementTable } from '../report/console-table';
import type { ChildServer } from '../servers/child-server';

// Node compiles hot code in steps; a server reaches its pace after some 15,000 answers.
const WARM_UP_ANSWERS = 15_000;
const WARM_UP_CONNECTIONS = 256;
const WARM_UP_ROUND_SECONDS = 2;
const WARM_UP_ROUNDS = 12;
/** For a path of a server that an earlier comparison has warmed up. */
const MORE_WARM_UP_ROUNDS = 2;

const warmPaths = new WeakMap<ChildServer, Set<string>>();

/** A load for several targets, and which of its figures to show under which name. */
export interface LoadComparison {
  load: string;
  targets: readonly LoadTarget[];
  connections: number;
  /** The clients begin spread over this time, milliseconds. Default: together. */
  spreadMs?: number;
  show: Readonly<Record<string, (figures: LoadFigures) => number>>;
}

/** Warms all targets up, measures them in turns, and reports what was asked for. */
export async function compareLoads(
  bench: Bench<RoundOptions>,
  comparison: LoadComparison,
): Promise<Rounds<LoadTarget, LoadFigures>> {
  const { load, targets, connections, spreadMs, show } = comparison;
  const { rounds, seconds } = bench.options;
  bench.say(`\n${load}: ${connections} connections, ${rounds} rounds of ${seconds} s; median [min..max]`);
  const { upstream } = bench;
  for (const target of targets) {
    await warmUp({ target, upstream });
  }
  const results = await interleave(targets, rounds, (target) =>
    measureLoad({ target, upstream }, { connections, seconds, spreadMs }),
  );
  const measurements = targets.map((target) => {
    const figures = results.get(target) ?? [];
    bench.report.errors += figures.reduce((sum, { errors }) => sum + errors, 0);
    return { load, server: target.name, figures: shown(figures, show) };
  });
  bench.report.measurements.push(...measurements);
  bench.say(measurementTable(measurements));
  return results;
}

/** Loads a target with many clients until it has reached its pace, or for 24 s, or for 4 s where that has been done before. */
async function warmUp(sides: LoadSides): Promise<void> {
  const shape = { connections: WARM_UP_CONNECTIONS, seconds: WARM_UP_ROUND_SECONDS };
  const { server, request } = sides.target;
  const warm = warmPaths.get(server) ?? new Set();
  const rounds = warm.has(request.path) ? MORE_WARM_UP_ROUNDS : WARM_UP_ROUNDS;
  warmPaths.set(server, warm.add(request.path));
  let answers = 0;
  for (let round = 0; round < rounds && answers < WARM_UP_ANSWERS; round++) {
    answers += (await measureLoad(sides, shape)).answers;
  }
}

function shown(figures: readonly LoadFigures[], show: LoadComparison['show']): Record<string, Summary> {
  const columns = {
    ...show,
    'load side busy %': ({ loadSideBusy }: LoadFigures) => loadSideBusy * 100,
    errors: ({ errors }: LoadFigures) => errors,
  };
  return Object.fromEntries(Object.entries(columns).map(([name, pick]) => [name, summarise(figures.map(pick))]));
}
