// Runs one of the product's command-line tools: `run-tool.mjs NAME ARGS…` builds what is out of date, reads .env and is then
// dist/src/NAME.js.
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildIfNeeded } from './build-if-needed.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const [name] = process.argv.splice(2, 1);
const envFile = join(root, '.env');

try {
  await buildIfNeeded(root);
} catch (error) {
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
}
// What the environment already says is kept.
if (existsSync(envFile)) process.loadEnvFile(envFile);
await import(join(root, 'dist', 'src', `${name}.js`));
