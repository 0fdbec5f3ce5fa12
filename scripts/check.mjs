// `npm run check`: the one gate. Runs every step, some side by side, prints each result with its time and the output of what
// failed, and fails when one did. `npm run check -- lint types` runs those alone.
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { say } from './progress.mjs';
import { runProgram } from './run-program.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

// Longest first, so that the last ones fill the gaps. The tests take most of the time: they use the gaps of the others too.
const STEPS = {
  tests: scripts.test,
  lint: scripts['check:lint'],
  docs: scripts['check:docs'],
  types: scripts['check:types'],
  boundaries: scripts['check:boundaries'],
  unused: scripts['check:unused'],
  format: scripts['check:format'],
};

const chosen = process.argv.slice(2);
const unknown = chosen.filter((name) => !(name in STEPS));
if (unknown.length > 0) {
  say(`Unknown step ${unknown.join(', ')}. The steps are ${Object.keys(STEPS).join(', ')}.`);
  process.exit(1);
}

const began = performance.now();
const waiting = Object.entries(STEPS).filter(([name]) => chosen.length === 0 || chosen.includes(name));
const failed = [];

async function work() {
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) await runStep(...next);
}

async function runStep(name, command) {
  const start = performance.now();
  const PATH = `${join(root, 'node_modules/.bin')}:${process.env.PATH}`;
  const result = await runProgram(command, [], {
    cwd: root,
    shell: true,
    env: { ...process.env, PATH, NO_COLOR: '1' },
  });
  say(`${result.code === 0 ? 'ok    ' : 'FAILED'} ${name.padEnd(11)} ${seconds(start)}`);
  if (result.code === 0) return;
  failed.push(name);
  say(result.output.trim().replace(/^/gm, '    '));
}

function seconds(since) {
  return `${((performance.now() - since) / 1000).toFixed(1).padStart(6)} s`;
}

await Promise.all(Array.from({ length: Math.min(4, availableParallelism()) }, work));
say(`${failed.length === 0 ? 'ok    ' : 'FAILED'} ${'check'.padEnd(11)} ${seconds(began)}`);
if (failed.length > 0) {
  say(`Failed: ${failed.join(', ')}`);
  process.exitCode = 1;
}
