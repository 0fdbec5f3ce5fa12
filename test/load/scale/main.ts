import { runBench, runProgram, say } from '../run-bench';
import { runScale } from './run-scale';
import { readOptions, USAGE } from './scale-options';

runProgram(async () => {
  const options = readOptions(process.argv.slice(2));
  if (options !== undefined) return runBench(options, runScale);
  say(USAGE);
  return 0;
});
