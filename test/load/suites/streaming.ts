import { withServers, type Bench } from '../bench';
import { chatTarget, type Dialect, type LoadTarget } from '../load/chat-targets';
import { pairwise } from '../measure/rounds';
import { summarise } from '../measure/statistics';
import type { ChildServer } from '../servers/child-server';
import { startBareProxy } from '../servers/start-bare-proxy';
import { startProduct } from '../servers/start-product';
import { UPSTREAM_SCRIPTS, type BenchModel } from '../upstream/upstream-script';
import { compareLoads } from './compare-loads';

const EVENT_COST_STREAMS = 16;
/** Where the reasoning stands, how long the streams are, how fast they come. */
const EVENT_COST_MODELS = {
  'bench-reasoning': 'reasoning_content',
  'bench-think': '<think> text',
  'bench-long-reasoning': 'reasoning_content',
  'bench-fast-reasoning': 'reasoning_content',
} as const satisfies Partial<Record<BenchModel, string>>;
type EventCostModel = keyof typeof EVENT_COST_MODELS;

/** Streams: how much later the first token comes, and what an event costs when reasoning is parsed. */
export async function runStreaming(bench: Bench): Promise<void> {
  const { cores, upstream } = bench;
  const starts = [
    () => startBareProxy(cores, upstream.port),
    () => startProduct(cores, upstream.port, { name: 'as it comes', features: 'default' }),
    () => startProduct(cores, upstream.port, { name: 'minimal', features: 'minimal' }),
  ];
  await withServers(starts, async ([bare, ours, minimal]) => {
    if (bare === undefined || ours === undefined || minimal === undefined) return;
    await compareFirstToken(bench, { bare, ours, model: 'bench-paced-2ms', connections: 1 });
    await compareFirstToken(bench, { bare, ours, model: 'bench-paced-10ms', connections: 16 });
    await compareFirstToken(bench, { bare, ours, model: 'bench-paced-10ms', connections: 16, isBurst: true });
    for (const [features, server] of Object.entries({ 'as it comes': ours, minimal })) {
      for (const model of Object.keys(EVENT_COST_MODELS) as EventCostModel[]) {
        await compareEventCost(bench, { bare, ours: server, features, model });
      }
    }
  });
}

interface Sides<Model extends BenchModel = BenchModel> {
  bare: ChildServer;
  ours: ChildServer;
  model: Model;
}

/** Our two dialects beside the bare proxy. */
function streamTargets({ bare, ours, model }: Sides): { base: LoadTarget; own: LoadTarget[] } {
  const target = (name: string, server: ChildServer, dialect: Dialect): LoadTarget =>
    chatTarget({ name, server, dialect, model, stream: true, ...(server === ours ? strategyFor(model) : {}) });
  return {
    base: target('bare proxy', bare, 'openai'),
    own: [target('/v1', ours, 'openai'), target('/api/v1/chat', ours, 'native')],
  };
}

function strategyFor(model: BenchModel): { strategy?: 'native' } {
  return UPSTREAM_SCRIPTS[model].kind === 'plain' ? {} : { strategy: 'native' };
}

async function compareFirstToken(
  bench: Bench,
  sides: Sides<'bench-paced-2ms' | 'bench-paced-10ms'> & { connections: number; isBurst?: boolean },
): Promise<void> {
  const { connections, model, isBurst = false } = sides;
  const { events, everyMs } = UPSTREAM_SCRIPTS[model];
  const { base, own } = streamTargets(sides);
  const results = await compareLoads(bench, {
    load: `First token, ${events} events, one every ${everyMs} ms, clients ${isBurst ? 'all at once' : 'at random moments'}`,
    targets: [base, ...own],
    connections,
    spreadMs: isBurst ? 0 : events * everyMs,
    show: {
      'streams/s': ({ perSecond }) => perSecond,
      'first token p50 ms': ({ firstTextP50 }) => firstTextP50,
      'p99 ms': ({ firstTextP99 }) => firstTextP99,
    },
  });
  for (const target of own) {
    const added = (field: 'firstTextP50' | 'firstTextP99'): number[] =>
      pairwise(results.get(target), results.get(base), (our, their) => our[field] - their[field]);
    const count = `${connections} stream${connections === 1 ? '' : 's'}${isBurst ? ' at once' : ''}`;
    const what = `added time to first token, ${target.name}, ${count}`;
    bench.report.rows.push(
      { what: `${what}, p50`, unit: 'ms', summary: summarise(added('firstTextP50')), target: { atMost: 1 } },
      { what: `${what}, p99`, unit: 'ms', summary: summarise(added('firstTextP99')), target: { atMost: 10 } },
    );
  }
}

async function compareEventCost(bench: Bench, sides: Sides<EventCostModel> & { features: string }): Promise<void> {
  const { features, model } = sides;
  const { events, everyMs } = UPSTREAM_SCRIPTS[model];
  const what = EVENT_COST_MODELS[model];
  const pace = everyMs === 'turn' ? 'at full speed' : `one every ${everyMs} ms`;
  const { base, own } = streamTargets(sides);
  const results = await compareLoads(bench, {
    load: `Event cost, ${what}, ${features}, ${events} events, ${pace}, clients at random moments`,
    targets: [base, ...own],
    connections: EVENT_COST_STREAMS,
    spreadMs: everyMs === 'turn' ? 0 : events * everyMs,
    show: {
      'events/s': ({ perSecond }) => perSecond * events,
      'first token p50 ms': ({ firstTextP50 }) => firstTextP50,
      'CPU us/event': ({ cpuMicros }) => cpuMicros / events,
    },
  });
  for (const target of own) {
    const ratios = pairwise(results.get(target), results.get(base), (our, their) => our.cpuMicros / their.cpuMicros);
    bench.report.rows.push({
      what: `CPU per event, ${events} a stream, ${pace}, ${what} parsed, ${target.name}, ${features}, to the bare proxy`,
      unit: 'x',
      summary: summarise(ratios),
      target: { atMost: 1.4 },
    });
  }
}
