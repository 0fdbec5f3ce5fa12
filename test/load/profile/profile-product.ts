import { mkdirSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { withServers, type Bench } from '../bench';
import { chatTarget, type ChatTargetOptions } from '../load/chat-targets';
import { runClosedLoop } from '../load/closed-loop';
import { table } from '../report/console-table';
import type { SuiteName } from '../options';
import { BENCH_API_KEY, startProduct, type ProductOptions } from '../servers/start-product';
import { readCpuProfile, type TimeWindow } from './cpu-profile';
import { costByFunction, costByOwnFile, costByPackage, type Cost } from './top-costs';

const SAMPLE_EVERY_MICROS = 250;
const LOAD_SECONDS = 10;
const WARM_UP_SECONDS = 5;
const LINES = 25;

interface ProfiledLoad extends Omit<ChatTargetOptions, 'server'> {
  suite: SuiteName;
  connections: number;
  /** Default: minimal features and no cache. */
  product?: Pick<ProductOptions, 'features' | 'cache'>;
}

interface ProfiledRun {
  answers: number;
  /** The time of the load, without start and warm-up. */
  window: TimeWindow;
}

const PASSTHROUGH = { suite: 'http', model: 'bench-answer', stream: false, connections: 64 } as const;
const REASONING = { suite: 'stream', stream: true, strategy: 'native', connections: 16 } as const;
const CACHED = {
  suite: 'cache',
  model: 'bench-answer',
  stream: false,
  connections: 64,
  headers: { authorization: `Bearer ${BENCH_API_KEY}` },
} as const;

const LOADS: readonly ProfiledLoad[] = [
  { ...PASSTHROUGH, name: 'passthrough-v1', dialect: 'openai' },
  { ...PASSTHROUGH, name: 'passthrough-native', dialect: 'native' },
  { ...REASONING, name: 'reasoning-v1', dialect: 'openai', model: 'bench-reasoning' },
  { ...REASONING, name: 'think-native', dialect: 'native', model: 'bench-think' },
  { name: 'burst-v1', suite: 'stream', dialect: 'openai', model: 'bench-burst', stream: true, connections: 4 },
  { ...CACHED, name: 'cached-redis-v1', dialect: 'openai', product: { features: 'all', cache: 'redis' } },
  { ...CACHED, name: 'cached-memory-v1', dialect: 'openai', product: { features: 'all', cache: 'memory' } },
];

/** Profiles the product under the loads of the chosen suites, each in a fresh process, and prints where the time goes. */
export async function profileProduct(bench: Bench, folder: string): Promise<void> {
  for (const load of LOADS.filter(({ suite }) => bench.options.suites.includes(suite))) {
    const into = join(folder, load.name);
    mkdirSync(into, { recursive: true });
    const { answers, window } = await loadUnderProfiler(bench, load, into);
    const file = readdirSync(into).find((name) => name.endsWith('.cpuprofile'));
    if (file === undefined) throw new Error(`The product left no profile in ${into}: it did not end by itself.`);
    const nodes = readCpuProfile(readFileSync(join(into, file), 'utf8'), window);
    bench.say(`\n=== ${load.name}: ${answers} answers, ${join(into, file)}`);
    bench.say(costTable('by package, itself', costByPackage(nodes), answers));
    bench.say(costTable('by file of ours, with what it calls', costByOwnFile(nodes), answers));
    bench.say(costTable('by function, itself', costByFunction(nodes), answers));
  }
}

async function loadUnderProfiler(bench: Bench, load: ProfiledLoad, into: string): Promise<ProfiledRun> {
  const { cores, upstream, report } = bench;
  const nodeFlags = ['--cpu-prof', `--cpu-prof-dir=${into}`, `--cpu-prof-interval=${SAMPLE_EVERY_MICROS}`];
  const start = () =>
    startProduct(cores, upstream.port, { features: 'minimal', ...load.product, name: load.name, nodeFlags });
  return withServers([start], async ([server]) => {
    if (server === undefined) throw new Error('The product is not running.');
    const { request, rule } = chatTarget({ ...load, server });
    const { connections } = load;
    await runClosedLoop({ request, rule, connections, seconds: WARM_UP_SECONDS });
    const from = monotonicMicros();
    const { exchanges, errors } = await runClosedLoop({ request, rule, connections, seconds: LOAD_SECONDS });
    report.errors += errors;
    return { answers: exchanges.length, window: { from, to: monotonicMicros() } };
  });
}

function monotonicMicros(): number {
  return Number(process.hrtime.bigint() / 1000n);
}

function costTable(title: string, costs: readonly Cost[], answers: number): string {
  const rows = costs
    .slice(0, LINES)
    .map(({ name, micros, share }) => [
      name,
      `${(share * 100).toFixed(1)} %`,
      answers === 0 ? '' : (micros / answers).toFixed(1),
    ]);
  return `\n${table([title, 'share', 'us/answer'], rows)}`;
}
