import { mkdirSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { withServers, type Bench } from '../bench';
import { chatTarget, type Dialect } from '../load/chat-targets';
import { runClosedLoop } from '../load/closed-loop';
import { table } from '../report/console-table';
import { startProduct } from '../servers/start-product';
import type { BenchModel } from '../upstream/upstream-script';
import { readCpuProfile } from './cpu-profile';
import { costByFunction, costByOwnFile, costByPackage, type Cost } from './top-costs';

const SAMPLE_EVERY_MICROS = 250;
const LOAD_SECONDS = 10;
const LINES = 25;

interface ProfiledLoad {
  name: string;
  dialect: Dialect;
  model: BenchModel;
  stream: boolean;
  connections: number;
}

const LOADS: readonly ProfiledLoad[] = [
  { name: 'passthrough-v1', dialect: 'openai', model: 'bench-answer', stream: false, connections: 64 },
  { name: 'passthrough-native', dialect: 'native', model: 'bench-answer', stream: false, connections: 64 },
  { name: 'reasoning-v1', dialect: 'openai', model: 'bench-reasoning', stream: true, connections: 16 },
  { name: 'think-native', dialect: 'native', model: 'bench-think', stream: true, connections: 16 },
];

/** Profiles the product under the loads of the benchmark, each in a fresh process, and prints where the time goes. */
export async function profileProduct(bench: Bench, folder: string): Promise<void> {
  for (const load of LOADS) {
    const into = join(folder, load.name);
    mkdirSync(into, { recursive: true });
    const answers = await loadUnderProfiler(bench, load, into);
    const file = readdirSync(into).find((name) => name.endsWith('.cpuprofile'));
    if (file === undefined) throw new Error(`The product left no profile in ${into}: it did not end by itself.`);
    const nodes = readCpuProfile(readFileSync(join(into, file), 'utf8'));
    bench.say(`\n=== ${load.name}: ${answers} answers, ${join(into, file)} (the start is in it)`);
    bench.say(costTable('by package, itself', costByPackage(nodes), answers));
    bench.say(costTable('by file of ours, with what it calls', costByOwnFile(nodes), answers));
    bench.say(costTable('by function, itself', costByFunction(nodes), answers));
  }
}

async function loadUnderProfiler(bench: Bench, load: ProfiledLoad, into: string): Promise<number> {
  const { cores, upstream, report } = bench;
  const nodeFlags = ['--cpu-prof', `--cpu-prof-dir=${into}`, `--cpu-prof-interval=${SAMPLE_EVERY_MICROS}`];
  const start = () => startProduct(cores, upstream.port, { name: load.name, features: 'minimal', nodeFlags });
  return withServers([start], async ([server]) => {
    if (server === undefined) return 0;
    const { request, rule } = chatTarget({ ...load, server });
    const { connections } = load;
    const result = await runClosedLoop({ request, rule, connections, seconds: LOAD_SECONDS });
    report.errors += result.errors;
    return result.exchanges.length;
  });
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
