import { writeFileSync } from 'node:fs';
import { withServers, type Bench } from './bench';
import { readOptions, USAGE, type BenchOptions, type SuiteName } from './options';
import { profileProduct } from './profile/profile-product';
import { verdictTable } from './report/console-table';
import { readMachineFacts } from './report/machine';
import { isMet, Report } from './report/report';
import { separateCores } from './servers/cores';
import { startUpstream } from './servers/start-upstream';
import { runCached } from './suites/cached';
import { runEmbedded } from './suites/embedded';
import { runPassthrough } from './suites/passthrough';
import { runStreamMemory } from './suites/stream-memory';
import { runStreaming } from './suites/streaming';

const SUITES: Record<SuiteName, (bench: Bench) => Promise<void>> = {
  http: runPassthrough,
  stream: runStreaming,
  cache: runCached,
  memory: runStreamMemory,
  embedded: runEmbedded,
};

const say = (text: string): void => void process.stdout.write(`${text}\n`);

async function run(options: BenchOptions): Promise<number> {
  const machine = readMachineFacts();
  const cores = separateCores();
  const report = new Report();
  say(Object.entries(machine.versions).reduce((text, [name, version]) => `${text} ${name} ${version}`, 'Versions:'));
  say(`Machine: ${machine.cpu}, ${machine.cores} cores, load ${machine.loadBefore.toFixed(1)} before the run`);
  say(cores.server === undefined ? 'NOT pinned: both sides share the cores' : 'Servers on core 0, load on core 1');
  await withServers([() => startUpstream(cores)], async ([upstream]) => {
    if (upstream === undefined) return;
    const bench = { options, cores, upstream, report, say };
    if (options.profile !== undefined) return profileProduct(bench, options.profile);
    for (const suite of options.suites) await SUITES[suite](bench);
  });
  if (report.rows.length > 0) say(`\n${verdictTable(report.rows)}`);
  say(`\nRequest errors: ${report.errors}`);
  if (options.out !== undefined) {
    const rows = report.rows.map((row) => ({ ...row, met: isMet(row) }));
    const { measurements, errors } = report;
    writeFileSync(options.out, `${JSON.stringify({ machine, options, rows, measurements, errors }, null, 2)}\n`);
  }
  return report.errors === 0 ? 0 : 1;
}

async function main(): Promise<number> {
  const options = readOptions(process.argv.slice(2));
  if (options !== undefined) return run(options);
  say(USAGE);
  return 0;
}

main().then(
  (code) => (process.exitCode = code),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.exitCode = 1;
  },
);
