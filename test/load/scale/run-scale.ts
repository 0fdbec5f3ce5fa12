import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { request } from 'undici';
import { withServers, type Bench } from '../bench';
import { runClosedLoop } from '../load/closed-loop';
import type { LoadFigures } from '../measure/measure-load';
import { pairwise } from '../measure/rounds';
import { summarise } from '../measure/statistics';
import type { ChildServer } from '../servers/child-server';
import { startProduct } from '../servers/start-product';
import { startRedis } from '../servers/start-redis';
import { compareLoads } from '../suites/compare-loads';
import { fillStores } from './fill-stores';
import { SCALE_LOADS, scaleTarget, type FilledProduct, type ScaleLoad } from './scale-loads';
import type { ScaleOptions } from './scale-options';
import { askerOf } from './stored-rows';

/** Most that the cost of a request may grow by. */
const TARGET = { atMost: 1.15 };
const MS_PER_MINUTE = 60_000;

/** Compares a product that stores much with one that stores little, load by load. */
export async function runScale(bench: Bench<ScaleOptions>): Promise<void> {
  const { cores, options } = bench;
  const start = () => startRedis(cores.server);
  await withServers([start, start], async ([smallRedis, largeRedis]) => {
    if (smallRedis === undefined || largeRedis === undefined) return;
    const folder = await mkdtemp(join(tmpdir(), 'stepwise-bench-'));
    try {
      const small = await fillSide(bench, { dataDir: join(folder, 'small'), redis: smallRedis, count: options.small });
      const large = await fillSide(bench, { dataDir: join(folder, 'large'), redis: largeRedis, count: options.large });
      await withServers([small, large], async ([smallServer, largeServer]) => {
        if (smallServer === undefined || largeServer === undefined) return;
        const few = await openSide(smallServer, smallRedis, options.small);
        const many = await openSide(largeServer, largeRedis, options.large);
        await compareSides(bench, few, many);
      });
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
}

interface Side {
  dataDir: string;
  redis: ChildServer;
  count: number;
}

/** Fills the stores of one product and gives what starts it. */
async function fillSide(
  { cores, upstream, say }: Bench<ScaleOptions>,
  side: Side,
): Promise<() => Promise<ChildServer>> {
  const { dataDir, redis, count } = side;
  say(`\nFilling, ${count} of each:`);
  const began = performance.now();
  await fillStores({ dataDir, redisPort: redis.port, count, say });
  say(`  filled in ${((performance.now() - began) / MS_PER_MINUTE).toFixed(1)} minutes`);
  const env = {
    REDIS_URL: `redis://127.0.0.1:${redis.port}`,
    AUDIT_CHATS: 'true',
    // The limits are decided and counted; they are only never reached.
    RATE_LIMIT_REQUESTS: '1000000000',
  };
  return () =>
    startProduct(cores, upstream.port, { name: `${count} stored`, features: 'default', cache: 'redis', dataDir, env });
}

/** Has the product make a key for the user who asks. */
async function openSide(server: ChildServer, redis: ChildServer, count: number): Promise<FilledProduct> {
  const made = await request(`http://127.0.0.1:${server.port}/api/v1/keys`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name: 'bench', userId: askerOf(count) }),
  });
  const body = (await made.body.json()) as { key?: string };
  if (made.statusCode !== 201 || body.key === undefined) {
    throw new Error(`No key was made: ${made.statusCode} ${JSON.stringify(body)}`);
  }
  return { name: server.name, server, redis, key: body.key };
}

async function compareSides(bench: Bench<ScaleOptions>, small: FilledProduct, large: FilledProduct): Promise<void> {
  for (const load of SCALE_LOADS) {
    const targets = [scaleTarget(small, load), scaleTarget(large, load)] as const;
    for (const target of targets) await prime(target);
    const results = await compareLoads(bench, {
      load: load.name,
      targets,
      connections: bench.options.connections,
      show: {
        'requests/s': ({ perSecond }) => perSecond,
        'p50 ms': ({ totalP50 }) => totalP50,
        'p99 ms': ({ totalP99 }) => totalP99,
        'CPU us/request': ({ cpuMicros }) => cpuMicros,
      },
    });
    const ratios = (pick: (figures: LoadFigures) => number): number[] =>
      pairwise(results.get(targets[1]), results.get(targets[0]), (many, few) => pick(many) / pick(few));
    addRows(bench, load, ratios);
  }
}

function addRows(
  { report, options }: Bench<ScaleOptions>,
  { name }: ScaleLoad,
  ratios: (pick: (figures: LoadFigures) => number) => number[],
): void {
  const what = `CPU time of ${name}, ${options.large} stored against ${options.small}`;
  report.rows.push(
    { what, unit: 'x', summary: summarise(ratios(({ cpuMicros }) => cpuMicros)), target: TARGET },
    { what: '  latency, p50', unit: 'x', summary: summarise(ratios(({ totalP50 }) => totalP50)) },
  );
}

/** Asks once, so that what is to come from the cache is in it. Whether it was already is not looked at. */
async function prime({ request: asked, rule }: ReturnType<typeof scaleTarget>): Promise<void> {
  const { endMark: _cacheStatus, ...anyAnswer } = rule;
  const { errors, exchanges } = await runClosedLoop({ request: asked, rule: anyAnswer, connections: 1, seconds: 0 });
  if (errors > 0 || exchanges.length === 0) throw new Error(`${asked.path} was not answered as it should be.`);
}
