import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { withServers } from '../bench';
import { HeapProbe } from '../measure/heap-probe';
import { verdictTable } from '../report/console-table';
import { readMachineFacts } from '../report/machine';
import { isMet, Report } from '../report/report';
import { separateCores } from '../servers/cores';
import { startUpstream } from '../servers/start-upstream';
import { holdStreams } from './hold-streams';
import { sendMixedRequests } from './send-mixed-requests';

const USAGE = `npm run bench:soak -- [--requests 30000] [--streams 2000] [--minutes 30] [--out FILE]
  What the heap gains while requests of all kinds come, and while so many streams are open all the time. 0 leaves a part out.
`;

const say = (text: string): void => void process.stdout.write(`${text}\n`);

async function run(): Promise<number> {
  const { values } = parseArgs({
    options: {
      requests: { type: 'string', default: '30000' },
      streams: { type: 'string', default: '2000' },
      minutes: { type: 'string', default: '30' },
      out: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    say(USAGE);
    return 0;
  }
  const [requests, streams, minutes] = [values.requests, values.streams, values.minutes].map(Number);
  if (![requests, streams, minutes].every((value) => value !== undefined && value >= 0)) throw new Error(USAGE);
  const machine = readMachineFacts();
  say(`Machine: ${machine.cpu}, ${machine.cores} cores, load ${machine.loadBefore.toFixed(1)} before the run`);
  const cores = separateCores();
  const report = new Report();
  const probe = new HeapProbe();
  try {
    await withServers([() => startUpstream(cores)], async ([upstream]) => {
      if (upstream === undefined) return;
      const soak = { cores, upstream, report, probe, say };
      if (requests) await sendMixedRequests(soak, requests);
      if (streams && minutes) await holdStreams(soak, { streams, minutes });
    });
  } finally {
    probe.close();
  }
  say(`\n${verdictTable(report.rows)}\n\nRequest errors: ${report.errors}`);
  if (values.out !== undefined) {
    const rows = report.rows.map((row) => ({ ...row, met: isMet(row) }));
    writeFileSync(values.out, `${JSON.stringify({ machine, rows, errors: report.errors }, null, 2)}\n`);
  }
  return report.errors === 0 ? 0 : 1;
}

run().then(
  (code) => (process.exitCode = code),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.exitCode = 1;
  },
);
