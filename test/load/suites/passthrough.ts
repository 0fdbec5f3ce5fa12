import { withServers, type Bench } from '../bench';
import { chatTarget, type LoadTarget } from '../load/chat-targets';
import type { LoadFigures } from '../measure/measure-load';
import { pairwise, type Rounds } from '../measure/rounds';
import { summarise } from '../measure/statistics';
import type { Target } from '../report/report';
import type { ChildServer } from '../servers/child-server';
import { startBareProxy } from '../servers/start-bare-proxy';
import { startFrameworkProxy } from '../servers/start-framework-proxy';
import { startPortkey } from '../servers/start-portkey';
import { BENCH_API_KEY, startProduct } from '../servers/start-product';
import { compareLoads } from './compare-loads';

/** Requests that are not streamed: how many a core answers, against a bare proxy and a peer. */
export async function runPassthrough(bench: Bench): Promise<void> {
  const { cores, upstream, options } = bench;
  const starts = [
    () => startBareProxy(cores, upstream.port),
    () => startFrameworkProxy(cores, upstream.port),
    () => startProduct(cores, upstream.port, { name: 'minimal', features: 'minimal' }),
    () => startProduct(cores, upstream.port, { name: 'as it comes', features: 'default' }),
    () => startProduct(cores, upstream.port, { name: 'all features', features: 'all' }),
    ...(options.peer ? [() => startPortkey(cores)] : []),
  ];
  await withServers(starts, async ([bare, framework, minimal, usual, all, portkey]) => {
    if (bare === undefined || framework === undefined) return;
    if (minimal === undefined || usual === undefined || all === undefined) return;
    const targets = {
      bare: whole('bare proxy', bare, 'openai'),
      framework: whole('Nest, Fastify, undici alone', framework, 'openai'),
      openai: whole('ours, /v1, minimal', minimal, 'openai'),
      native: whole('ours, /api/v1/chat, minimal', minimal, 'native'),
      usual: whole('ours, /v1, as it comes', usual, 'openai'),
      all: whole('ours, /v1, all features', all, 'openai', { authorization: `Bearer ${BENCH_API_KEY}` }),
    };
    const peer = portkey === undefined ? undefined : whole('Portkey', portkey, 'openai', portkeyHeaders(upstream.port));
    const results = await compareLoads(bench, {
      load: 'Passthrough, 2 KB request, 600 B answer',
      targets: [...Object.values(targets), ...(peer === undefined ? [] : [peer])],
      connections: options.connections,
      show: {
        'requests/s': ({ perSecond }) => perSecond,
        'p50 ms': ({ totalP50 }) => totalP50,
        'p99 ms': ({ totalP99 }) => totalP99,
        'CPU us/request': ({ cpuMicros }) => cpuMicros,
      },
    });
    const { bare: base, framework: floor, openai, native, usual: asItComes, all: everything } = targets;
    const add = rowAdder(bench, results);
    add('Nest, Fastify and undici alone, against the bare proxy', floor, base);
    add('passthrough /v1, minimal, against Nest, Fastify and undici alone', openai, floor);
    add('passthrough /v1, minimal, against the bare proxy', openai, base, { atLeast: 0.45 });
    add('passthrough /api/v1/chat, minimal, against the bare proxy', native, base, { atLeast: 0.45 });
    add('passthrough /v1, as it comes, against the bare proxy', asItComes, base);
    add('passthrough /v1, all features, against the bare proxy', everything, base, { atLeast: 0.3 });
    if (peer !== undefined) add('passthrough /v1, all features, against Portkey', everything, peer, { atLeast: 5 });
  });
}

function whole(
  name: string,
  server: ChildServer,
  dialect: 'openai' | 'native',
  headers: Record<string, string> = {},
): LoadTarget {
  return chatTarget({ name, server, dialect, model: 'bench-answer', stream: false, headers });
}

/** The ratio of the rates, and for comparison of the CPU times, which other work on the machine disturbs less. */
function rowAdder(bench: Bench, results: Rounds<LoadTarget, LoadFigures>) {
  return (what: string, ours: LoadTarget, theirs: LoadTarget, target?: Target): void => {
    const ratio = (pick: (figures: LoadFigures) => number): number[] =>
      pairwise(results.get(ours), results.get(theirs), (our, their) => pick(our) / pick(their));
    bench.report.rows.push(
      { what, unit: 'x', summary: summarise(ratio(({ perSecond }) => perSecond)), ...(target && { target }) },
      { what: '  the same by CPU time', unit: 'x', summary: summarise(ratio(({ cpuMicros }) => 1 / cpuMicros)) },
    );
  };
}

function portkeyHeaders(upstreamPort: number): Record<string, string> {
  return {
    'x-portkey-provider': 'openai',
    'x-portkey-custom-host': `http://127.0.0.1:${upstreamPort}/v1`,
    authorization: 'Bearer bench',
  };
}
