import type { Bench } from './bench';
import { readOptions, USAGE, type SuiteName } from './options';
import { profileProduct } from './profile/profile-product';
import { runBench, runProgram, say } from './run-bench';
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

async function measure(bench: Bench): Promise<void> {
  const { profile, suites } = bench.options;
  if (profile !== undefined) return profileProduct(bench, profile);
  for (const suite of suites) await SUITES[suite](bench);
}

runProgram(async () => {
  const options = readOptions(process.argv.slice(2));
  if (options !== undefined) return runBench(options, measure);
  say(USAGE);
  return 0;
});
