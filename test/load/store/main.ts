import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startEmbeddedStores } from '@app/embedded';
import { withServers } from '../bench';
import { readMachineFacts } from '../report/machine';
import { runProgram, say } from '../run-bench';
import { separateCores } from '../servers/cores';
import { startUpstream } from '../servers/start-upstream';
import { measureAudit } from './audit-store';
import { measureOverhead } from './turn-overhead';

const USAGE = `npm run bench:store -- [--rounds 5] [--turns 300] [--appends 5000] [--rows 1000000]
  What storing and auditing costs a turn, as a ratio; how long an audit entry takes; how fast a chain is verified.
`;
const TARGET_APPEND_P99_MS = 20;
const TARGET_VERIFY_S = 60;

async function run(): Promise<number> {
  const { values } = parseArgs({
    options: {
      rounds: { type: 'string', default: '5' },
      turns: { type: 'string', default: '300' },
      appends: { type: 'string', default: '5000' },
      rows: { type: 'string', default: '1000000' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    say(USAGE);
    return 0;
  }
  const machine = readMachineFacts();
  say(`Machine: ${machine.cpu}, ${machine.cores} cores, load ${machine.loadBefore.toFixed(1)} before the run`);
  const figures = await onEmbedded((url) => measureAudit(url, Number(values.appends), Number(values.rows)));
  say(
    `Audit append, 16 writers: p50 ${figures.appendP50Ms.toFixed(2)} ms, p99 ${figures.appendP99Ms.toFixed(2)} ms ` +
      `(target ${TARGET_APPEND_P99_MS}), ${Math.round(figures.appendsPerSecond)} a second over ${figures.appends}`,
  );
  say(
    `Verification: ${figures.verified} entries in ${figures.verifySeconds.toFixed(1)} s (target ${TARGET_VERIFY_S} for 1,000,000)`,
  );
  const cores = separateCores();
  await withServers([() => startUpstream(cores)], async ([upstream]) => {
    const overhead = await measureOverhead(cores, upstream?.port ?? 0, {
      rounds: Number(values.rounds),
      turns: Number(values.turns),
    });
    say(`A turn: ${overhead.bareP50Ms.toFixed(2)} ms bare, ${overhead.storedP50Ms.toFixed(2)} ms stored and audited`);
    for (const name of ['p50', 'p99'] as const) {
      const { median, min, max } = overhead[name];
      say(`Ratio, ${name}: ${median.toFixed(2)} (${min.toFixed(2)} to ${max.toFixed(2)})`);
    }
  });
  const met = figures.appendP99Ms <= TARGET_APPEND_P99_MS && figures.verifySeconds <= TARGET_VERIFY_S;
  return met ? 0 : 1;
}

async function onEmbedded<T>(work: (url: string) => Promise<T>): Promise<T> {
  const dataDir = mkdtempSync(join(tmpdir(), 'stepwise-bench-'));
  const stores = await startEmbeddedStores({
    dataDir,
    needRedis: false,
    needPostgres: true,
    onProgress: () => undefined,
  });
  try {
    if (stores.databaseUrl === undefined) throw new Error('The embedded database has no address.');
    return await work(stores.databaseUrl);
  } finally {
    await stores.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

runProgram(run);
