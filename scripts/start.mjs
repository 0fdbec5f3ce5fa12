// `npm start`: builds what is out of date, then is the server. The server runs in this very process and not in a child: one
// process to signal, to kill and to measure, and nothing that could be left behind. (package.json says `exec` for the same
// reason: a shell between npm and this process would keep npm's signals to itself.)
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildIfNeeded } from './build-if-needed.mjs';
import { mergeRepeatedSignals } from './merge-repeated-signals.mjs';
import { stopWithParent } from './stop-with-parent.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const envFile = join(root, '.env');

process.chdir(root);
try {
  await buildIfNeeded(root);
} catch (error) {
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
}
// What the environment already says is kept.
if (existsSync(envFile)) process.loadEnvFile(envFile);
process.setSourceMapsEnabled(true);
mergeRepeatedSignals();
if (process.env.npm_lifecycle_event !== undefined) stopWithParent();
await import(join(root, 'dist', 'src', 'main.js'));
