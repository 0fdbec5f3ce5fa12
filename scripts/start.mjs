// `npm start`: builds what is out of date, then is the server. The server runs in this very process and not in a child: one
// process to signal, to kill and to measure, and nothing that could be left behind. (package.json says `exec` for the same
// reason: a shell between npm and this process would keep npm's signals to itself.)
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildIfNeeded } from './build-if-needed.mjs';

try {
  await buildIfNeeded(dirname(dirname(fileURLToPath(import.meta.url))));
} catch (error) {
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
}
await import('./run-built.mjs');
