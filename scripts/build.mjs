// Builds what is out of date, for the programs that run from dist (`npm run check:docs`, `npm run docs:write`).
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildIfNeeded } from './build-if-needed.mjs';

try {
  await buildIfNeeded(dirname(dirname(fileURLToPath(import.meta.url))));
} catch (error) {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
