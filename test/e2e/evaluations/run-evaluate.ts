import { evaluate } from '../../../src/evaluate';

/** `npm run eval` without npm and build, for tests. */
void evaluate(process.argv.slice(2), process.cwd()).then((code) => {
  process.exitCode = code;
});
