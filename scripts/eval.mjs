// `npm run eval`: builds what is out of date, then runs the evaluation in this process. Paths of its flags are relative to
// where it was called, settings come from the project's .env.
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildIfNeeded } from './build-if-needed.mjs';
import { mergeRepeatedSignals } from './merge-repeated-signals.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const calledFrom = process.env.INIT_CWD || process.cwd();

process.chdir(root);
if (existsSync(join(root, '.env'))) process.loadEnvFile(join(root, '.env'));
process.setSourceMapsEnabled(true);
mergeRepeatedSignals();
try {
  await buildIfNeeded(root);
  const { evaluate } = createRequire(import.meta.url)(join(root, 'dist', 'src', 'evaluate.js'));
  process.exitCode = await evaluate(process.argv.slice(2), calledFrom);
} catch (error) {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
