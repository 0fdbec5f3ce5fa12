import { writeFileSync } from 'node:fs';
import { withServers, type Bench } from './bench';
import { verdictTable } from './report/console-table';
import { readMachineFacts } from './report/machine';
import { isMet, Report } from './report/report';
import { separateCores } from './servers/cores';
import { startUpstream } from './servers/start-upstream';

/** What a run needs besides its measurements. */
interface RunOptions {
  /** File for the JSON report. */
  out: string | undefined;
}

/** Tells the person at the console what happens. */
export const say = (text: string): void => void process.stdout.write(`${text}\n`);

/**
 * Separates the cores, starts the simulated provider, measures, and reports with targets and verdicts. Gives the exit code: 1 when
 * answers were wrong or lost.
 */
export async function runBench<Options extends RunOptions>(
  options: Options,
  measure: (bench: Bench<Options>) => Promise<void>,
): Promise<number> {
  const machine = readMachineFacts();
  const cores = separateCores();
  const report = new Report();
  say(Object.entries(machine.versions).reduce((text, [name, version]) => `${text} ${name} ${version}`, 'Versions:'));
  say(`Machine: ${machine.cpu}, ${machine.cores} cores, load ${machine.loadBefore.toFixed(1)} before the run`);
  say(cores.server === undefined ? 'NOT pinned: both sides share the cores' : 'Servers on core 0, load on core 1');
  await withServers([() => startUpstream(cores)], async ([upstream]) => {
    if (upstream !== undefined) await measure({ options, cores, upstream, report, say });
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

/** Runs a program to its exit code; an error is printed and gives 1. */
export function runProgram(program: () => Promise<number>): void {
  program().then(
    (code) => (process.exitCode = code),
    (error: unknown) => {
      process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
      process.exitCode = 1;
    },
  );
}
