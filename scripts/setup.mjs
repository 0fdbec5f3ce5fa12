// Installs the packages when that is needed, and costs a few milliseconds when it is not. Runs before `npm start` and
// `npm test`. Plain Node without packages, because there are none yet.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { exclusive } from './exclusive.mjs';
import { say, withProgress } from './progress.mjs';
import { runProgram } from './run-program.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const STAMP = join(root, 'node_modules', '.stepwise-setup');
const LOCK_FILE = join(root, 'package-lock.json');

async function setup() {
  checkNodeVersion();
  const wanted = fingerprint();
  if (stampSays(wanted)) return;
  await exclusive('setup', root, async () => {
    if (stampSays(wanted)) return; // another run did it while this one waited
    if (!isInstalled()) await install();
    writeFileSync(STAMP, wanted);
  });
}

function checkNodeVersion() {
  const wanted = readJson('package.json').engines.node.replace('>=', '');
  const [major, minor] = process.versions.node.split('.').map(Number);
  const [wantedMajor, wantedMinor] = wanted.split('.').map(Number);
  if (major > wantedMajor || (major === wantedMajor && minor >= wantedMinor)) return;
  fail(`Stepwise needs Node.js ${wanted} or newer; this is ${process.versions.node}. Get one at https://nodejs.org.`);
}

/** Changes when another set of packages is wanted: another lock file, another Node.js, another system. */
function fingerprint() {
  const lock = createHash('sha256').update(readFileSync(LOCK_FILE)).digest('hex');
  return `${lock} node-abi-${process.versions.modules} ${process.platform}-${process.arch}\n`;
}

function stampSays(wanted) {
  return existsSync(STAMP) && readFileSync(STAMP, 'utf8') === wanted;
}

/** True when node_modules already holds what the lock file names, as after an `npm install` by hand. */
function isInstalled() {
  if (!existsSync(join(root, 'node_modules', '.package-lock.json'))) return false;
  const installed = readJson('node_modules/.package-lock.json').packages;
  return Object.entries(readJson('package-lock.json').packages).every(([path, wanted]) => {
    if (path === '') return true;
    const present = installed[path];
    if (present === undefined) return wanted.optional === true || wanted.devOptional === true || wanted.peer === true;
    return present.version === wanted.version && present.integrity === wanted.integrity;
  });
}

async function install() {
  // The very npm that runs this script, when one does.
  const running = process.env.npm_execpath;
  const [file, ...args] = running?.endsWith('npm-cli.js') ? [process.execPath, running] : ['npm'];
  // Also where NODE_ENV or npm's configuration leave them out: the build needs the development packages.
  args.push('ci', '--include=dev', '--include=optional', '--no-audit', '--no-fund', '--loglevel=error');
  const result = await withProgress('Installing packages (npm ci, once, up to a minute or two)', () =>
    runProgram(file, args, { cwd: root }),
  );
  if (result.code === 0) return;
  say(result.output.trim());
  fail('The packages could not be installed: see above. With the network back, run the same command again.');
}

function readJson(path) {
  return JSON.parse(readFileSync(join(root, path), 'utf8'));
}

function fail(message) {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}

await setup();
