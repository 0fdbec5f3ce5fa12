import { withServers, type Bench } from '../bench';
import { chatTarget, type LoadTarget } from '../load/chat-targets';
import { HeapProbe } from '../measure/heap-probe';
import { measureOpenStreams, type HoldFigures } from '../measure/measure-open-streams';
import { interleave } from '../measure/rounds';
import { summarise } from '../measure/statistics';
import { measurementTable } from '../report/console-table';
import type { ChildServer } from '../servers/child-server';
import { startBareProxy } from '../servers/start-bare-proxy';
import { startProduct } from '../servers/start-product';
import type { BenchModel } from '../upstream/upstream-script';

// Every round starts fresh servers; three of them tell the spread.
const MAX_ROUNDS = 3;

interface Holding {
  what: string;
  model: BenchModel;
  /** Brings the server to working temperature: streams that end, as fast as the measured ones. */
  warmUp: BenchModel;
  count: number;
  stalled: boolean;
  targetKib: number;
}

const HOLDINGS: readonly Holding[] = [
  {
    what: '500 open streams, 10 events/s each',
    model: 'bench-steady',
    warmUp: 'bench-paced-10ms',
    count: 500,
    stalled: false,
    targetKib: 100,
  },
  {
    what: '500 open streams, 10 bytes/s each',
    model: 'bench-drip',
    warmUp: 'bench-paced-10ms',
    count: 500,
    stalled: false,
    targetKib: 100,
  },
  {
    what: '40 stalled readers of a flood',
    model: 'bench-flood',
    warmUp: 'bench-burst',
    count: 40,
    stalled: true,
    targetKib: 320,
  },
];

interface Side {
  name: string;
  start: () => Promise<ChildServer>;
  probe?: HeapProbe;
}

/** Open streams: the memory that each needs, also when its provider drips or its reader stalls. */
export async function runStreamMemory(bench: Bench): Promise<void> {
  const { cores, upstream } = bench;
  const bare: Side = { name: 'bare proxy', start: () => startBareProxy(cores, upstream.port) };
  const probe = new HeapProbe();
  const { nodeFlags, env } = probe;
  const ours: Side = {
    name: 'ours, /v1',
    start: () => startProduct(cores, upstream.port, { name: 'as it comes', features: 'default', nodeFlags, env }),
    probe,
  };
  try {
    for (const holding of HOLDINGS) await compareMemory(bench, holding, { bare, ours });
  } finally {
    probe.close();
  }
}

async function compareMemory(
  bench: Bench,
  holding: Holding,
  { bare, ours }: { bare: Side; ours: Side },
): Promise<void> {
  const rounds = Math.min(bench.options.rounds, MAX_ROUNDS);
  bench.say(`\n${holding.what}: ${rounds} rounds with fresh servers; median [min..max]`);
  const results = await interleave([bare, ours], rounds, (side) => holdOnce(side, holding));
  const measurements = [...results].map(([{ name }, figures]) => ({
    load: holding.what,
    server: name,
    figures: {
      'KiB/stream': summarise(figures.map(({ kibPerStream }) => kibPerStream)),
      'heap in use, KiB/stream': summarise(figures.map(({ heapKibPerStream }) => heapKibPerStream)),
      'CPU us/event': summarise(figures.map(({ cpuMicrosPerEvent }) => cpuMicrosPerEvent)),
      errors: summarise(figures.map(({ errors }) => errors)),
    },
  }));
  bench.report.errors += [...results.values()].flat().reduce((sum, { errors }) => sum + errors, 0);
  bench.report.measurements.push(...measurements);
  bench.say(measurementTable(measurements));
  bench.report.rows.push({
    what: `memory per stream, ${holding.what}`,
    unit: 'KiB',
    summary: summarise((results.get(ours) ?? []).map(({ kibPerStream }) => kibPerStream)),
    target: { atMost: holding.targetKib },
  });
}

async function holdOnce(
  { name, start, probe }: Side,
  { model, warmUp, count, stalled }: Holding,
): Promise<HoldFigures> {
  return withServers([start], async ([server]) => {
    if (server === undefined) throw new Error(`${name} is not running`);
    const streaming = (name: BenchModel): LoadTarget =>
      chatTarget({ name, server, dialect: 'openai', model: name, stream: true });
    return measureOpenStreams({ target: streaming(model), warmUp: streaming(warmUp), count, stalled, probe });
  });
}
