// Installs what runs your own GGUF files in this process: node-llama-cpp, which the product does not depend on because
// with its GPU packages it weighs 725 MB. It goes into a folder of its own under DATA_DIR; nothing is ever compiled.
//
//   npm run local:install                            the CPU build for this machine, about 85 MB
//   npm run local:install -- --gpu                   with the GPU builds of this platform too
//   npm run local:install -- hf:USER/REPO:Q4_K_M     and downloads a model, with a progress bar
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { say, withProgress } from './progress.mjs';
import { runProgram } from './run-program.mjs';

const VERSION = '3.21.1';
const PLATFORM_PACKAGES = {
  'linux-x64': 'linux-x64',
  'linux-arm64': 'linux-arm64',
  'linux-arm': 'linux-armv7l',
  'linux-riscv64': 'linux-riscv64',
  'darwin-arm64': 'mac-arm64-metal',
  'darwin-x64': 'mac-x64',
  'win32-x64': 'win-x64',
  'win32-arm64': 'win-arm64',
};

const root = dirname(dirname(fileURLToPath(import.meta.url)));

async function main(args) {
  if (existsSync(join(root, '.env'))) process.loadEnvFile(join(root, '.env'));
  const gpu = args.includes('--gpu');
  const [model, ...others] = args.filter((arg) => arg !== '--gpu');
  if (others.length > 0 || (model !== undefined && !model.startsWith('hf:'))) {
    fail('Usage: npm run local:install -- [--gpu] [hf:USER/REPO:QUANTISATION | hf:USER/REPO/FILE.gguf]');
  }
  const dataDir = resolve(root, process.env.DATA_DIR || '.data');
  const folder = join(dataDir, 'local-runtime');
  if (isInstalled(folder, gpu)) say(`node-llama-cpp ${VERSION} is already in ${folder}`);
  else await install(folder, gpu);
  await withProgress('Trying it', () => tryIt(folder));
  if (model !== undefined) download(folder, join(dataDir, 'models'), model);
  say(`Next: set LOCAL_MODEL_PATH to ${model ?? 'a GGUF file or an hf: URI'}, then npm start.`);
}

function packageFile(gpu) {
  const platform = PLATFORM_PACKAGES[`${process.platform}-${process.arch}`];
  if (platform === undefined) {
    fail(
      `node-llama-cpp has no ready-made build for ${process.platform} on ${process.arch}. Serve the model with another program and add it as an endpoint (PROVIDERS_FILE).`,
    );
  }
  const dependencies = { 'node-llama-cpp': VERSION, [`@node-llama-cpp/${platform}`]: VERSION };
  return `${JSON.stringify({ name: 'local-runtime', private: true, gpu, dependencies }, null, 2)}\n`;
}

/** A smaller install is there when a larger one is. */
function isInstalled(folder, gpu) {
  const packageJson = join(folder, 'node_modules', 'node-llama-cpp', 'package.json');
  if (!existsSync(packageJson) || !existsSync(join(folder, '.installed'))) return false;
  const installed = JSON.parse(readFileSync(join(folder, '.installed'), 'utf8'));
  return installed.version === VERSION && (installed.gpu || !gpu);
}

async function install(folder, gpu) {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), packageFile(gpu));
  // The very npm that runs this script, when one does.
  const running = process.env.npm_execpath;
  const [file, ...first] = running?.endsWith('npm-cli.js') ? [process.execPath, running] : ['npm'];
  const which = gpu ? '--include=optional' : '--omit=optional';
  // Without --ignore-scripts the package would fetch and compile llama.cpp where it finds no ready-made build.
  const args = [...first, 'install', which, '--ignore-scripts', '--no-audit', '--no-fund', '--no-save'];
  const shell = process.platform === 'win32' && file === 'npm';
  const { code, output } = await withProgress(`Installing node-llama-cpp ${VERSION} into ${folder}`, () =>
    runProgram(file, args, { cwd: folder, shell }),
  );
  if (code !== 0) fail(`npm could not install it:\n${output}`);
  writeFileSync(join(folder, '.installed'), JSON.stringify({ version: VERSION, gpu }));
}

async function tryIt(folder) {
  const code = `import(${JSON.stringify(moduleUrl(folder))})
    .then(({ getLlama }) => getLlama({ gpu: false, build: 'never', progressLogs: false, skipDownload: true }))
    .then((llama) => llama.dispose());`;
  const { code: status, output } = await runProgram(process.execPath, ['-e', code]);
  if (status !== 0) fail(`It is installed but does not start on this machine:\n${output}`);
}

function download(folder, directory, model) {
  const code = `import(${JSON.stringify(moduleUrl(folder))})
    .then(({ resolveModelFile }) => resolveModelFile(${JSON.stringify(model)}, { directory: ${JSON.stringify(directory)}, cli: true }));`;
  const { status } = spawnSync(process.execPath, ['-e', code], { stdio: 'inherit' });
  if (status !== 0) fail(`${model} could not be downloaded.`);
}

function moduleUrl(folder) {
  return pathToFileURL(join(folder, 'node_modules', 'node-llama-cpp', 'dist', 'index.js')).href;
}

function fail(message) {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}

await main(process.argv.slice(2));
