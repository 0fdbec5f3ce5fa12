import type { Bench } from '../bench';
import { HeapProbe } from '../measure/heap-probe';
import { runBench, runProgram, say } from '../run-bench';
import { holdStreams } from './hold-streams';
import { sendMixedRequests } from './send-mixed-requests';
import { readOptions, USAGE, type SoakOptions } from './soak-options';

async function runSoak(bench: Bench<SoakOptions>): Promise<void> {
  const probe = new HeapProbe();
  try {
    await sendMixedRequests(bench, probe);
    await holdStreams(bench, probe);
  } finally {
    probe.close();
  }
}

runProgram(async () => {
  const options = readOptions(process.argv.slice(2));
  if (options !== undefined) return runBench(options, runSoak);
  say(USAGE);
  return 0;
});
