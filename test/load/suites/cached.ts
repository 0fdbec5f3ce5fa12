import { withServers, type Bench } from '../bench';
import { chatTarget, type LoadTarget } from '../load/chat-targets';
import { pairwise } from '../measure/rounds';
import { summarise } from '../measure/statistics';
import type { ChildServer } from '../servers/child-server';
import { BENCH_API_KEY, startProduct } from '../servers/start-product';
import { startRedisGet } from '../servers/start-redis-get';
import { compareLoads } from './compare-loads';

/** Answers from the cache with every feature on, against Fastify with one Redis GET. */
export async function runCached(bench: Bench): Promise<void> {
  const { cores, upstream, options } = bench;
  const product = (name: string, cache: 'redis' | 'memory') => () =>
    startProduct(cores, upstream.port, { name, features: 'all', cache });
  const starts = [() => startRedisGet(cores), product('from Redis', 'redis'), product('from memory', 'memory')];
  await withServers(starts, async ([yardstick, redis, memory]) => {
    if (yardstick === undefined || redis === undefined || memory === undefined) return;
    const base = whole('Fastify + one Redis GET', yardstick, 'openai');
    const fromRedis = whole('ours, /v1, from Redis', redis, 'openai');
    const fromMemory = whole('ours, /v1, from memory', memory, 'openai');
    const native = whole('ours, /api/v1/chat, from memory', memory, 'native');
    const results = await compareLoads(bench, {
      load: 'Cached answer, 2 KB request, 600 B answer, all features',
      targets: [base, fromRedis, fromMemory, native],
      connections: options.connections,
      show: {
        'requests/s': ({ perSecond }) => perSecond,
        'p50 ms': ({ totalP50 }) => totalP50,
        'p99 ms': ({ totalP99 }) => totalP99,
        'CPU us/request': ({ cpuMicros }) => cpuMicros,
      },
    });
    const add = (what: string, ours: LoadTarget, atLeast: number): void => {
      const ratio = pairwise(results.get(ours), results.get(base), (our, their) => our.perSecond / their.perSecond);
      const byCpu = pairwise(results.get(ours), results.get(base), (our, their) => their.cpuMicros / our.cpuMicros);
      bench.report.rows.push(
        { what, unit: 'x', summary: summarise(ratio), target: { atLeast } },
        { what: '  the same by CPU time', unit: 'x', summary: summarise(byCpu) },
      );
    };
    add('cached answer from Redis, all features, against Fastify + one Redis GET', fromRedis, 0.45);
    add('cached answer from memory, all features, against the same', fromMemory, 0.55);
    add('cached answer from memory, native API, against the same', native, 0.55);
  });
}

function whole(name: string, server: ChildServer, dialect: 'openai' | 'native'): LoadTarget {
  const headers = { authorization: `Bearer ${BENCH_API_KEY}` };
  return chatTarget({ name, server, dialect, model: 'bench-answer', stream: false, headers });
}
