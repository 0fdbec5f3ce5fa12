// `npm run dev`: compiles on every change, and starts the server anew after each compilation without errors. It waits for the
// old server to end first: the data directory and the port are for one at a time.
import { spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { say } from './progress.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const COMPILED = 'Found 0 errors';

let server;
let restart = Promise.resolve();
let ending = false;

function startServer() {
  if (ending) return;
  const child = spawn(process.execPath, [join(root, 'scripts/run-built.mjs')], { cwd: root, stdio: 'inherit' });
  const gone = new Promise((resolve) => child.once('exit', resolve));
  server = { child, gone };
  child.once('exit', (code) => {
    if (code !== 0 && !ending) say('The server ended. It is started again after the next change.');
  });
}

async function stopServer() {
  server?.child.kill('SIGTERM');
  await server?.gone;
  server = undefined;
}

function restartServer() {
  restart = restart.then(stopServer).then(startServer);
}

const compiler = spawn(
  process.execPath,
  [join(root, 'node_modules/@nestjs/cli/bin/nest.js'), 'build', '--watch', '--preserveWatchOutput'],
  { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] },
);
compiler.stdout.setEncoding('utf8').on('data', (text) => {
  process.stdout.write(text);
  if (text.includes(COMPILED)) restartServer();
});
compiler.once('exit', () => void end());

async function end() {
  if (ending) return;
  ending = true;
  compiler.kill('SIGTERM');
  await restart;
  await stopServer();
  process.exit(0);
}

for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => void end());
