// Is the server that was built into dist: what `npm start` becomes and what `npm run dev` starts anew. It reads .env, and
// minds the ways in which npm and terminals stop programs.
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { mergeRepeatedSignals } from './merge-repeated-signals.mjs';
import { stopWithParent } from './stop-with-parent.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const envFile = join(root, '.env');

process.chdir(root);
// What the environment already says is kept.
if (existsSync(envFile)) process.loadEnvFile(envFile);
process.setSourceMapsEnabled(true);
mergeRepeatedSignals();
if (process.env.npm_lifecycle_event !== undefined) stopWithParent();
await import(join(root, 'dist', 'src', 'main.js'));
