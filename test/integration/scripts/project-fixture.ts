import { spawn, type ChildProcess } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const SCRIPTS = join(__dirname, '../../../scripts');
const projects: string[] = [];

/** A new folder with our scripts, the given files, and a package of no dependencies. Removed by {@link removeProjects}. */
export function newProject(files: Record<string, string> = {}): string {
  const root = mkdtempSync(join(tmpdir(), 'stepwise-project-'));
  projects.push(root);
  cpSync(SCRIPTS, join(root, 'scripts'), { recursive: true });
  const manifest = { name: 'p', version: '1.0.0', engines: { node: '>=20.0' } };
  const lock = { name: 'p', version: '1.0.0', lockfileVersion: 3, requires: true, packages: { '': manifest } };
  const tsconfig = '{}';
  const all = {
    'package.json': JSON.stringify(manifest),
    'package-lock.json': JSON.stringify(lock),
    'tsconfig.json': tsconfig,
    'tsconfig.build.json': tsconfig,
    'nest-cli.json': tsconfig,
    'src/main.ts': '',
    'libs/one/src/index.ts': '',
    ...files,
  };
  for (const [path, text] of Object.entries(all)) write(root, path, text);
  return root;
}

/** Writes a file of a project. */
export function write(root: string, path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

/** How a script came out. */
export interface ScriptResult {
  code: number | null;
  output: string;
}

/** Starts a script of a project. */
export function launch(
  root: string,
  script: string,
  env: NodeJS.ProcessEnv = {},
): { child: ChildProcess; done: Promise<ScriptResult> } {
  const child = spawn(process.execPath, [join(root, 'scripts', script)], {
    cwd: root,
    env: { ...process.env, ...env },
  });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (output += text));
  const done = new Promise<ScriptResult>((resolve) => child.once('close', (code) => resolve({ code, output })));
  return { child, done };
}

/** Runs a script of a project to its end. */
export function run(root: string, script: string, env?: NodeJS.ProcessEnv): Promise<ScriptResult> {
  return launch(root, script, env).done;
}

/** Removes what the tests made. */
export function removeProjects(): void {
  for (const root of projects.splice(0)) rmSync(root, { recursive: true, force: true });
}
