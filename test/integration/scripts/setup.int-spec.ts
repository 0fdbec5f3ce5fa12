import { createHash } from 'node:crypto';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { newProject, removeProjects, run, write } from './project-fixture';

jest.setTimeout(120_000);
afterEach(removeProjects);

// Takes the place of npm: notes that it ran, and leaves what `npm ci` leaves.
const FAKE_NPM = `
const { appendFileSync, cpSync, mkdirSync } = require('node:fs');
appendFileSync('runs', process.argv.slice(2).join(' ') + '\\n');
if (process.env.FAIL) { console.error('npm error network ENOTFOUND'); process.exit(1); }
mkdirSync('node_modules', { recursive: true });
cpSync('package-lock.json', 'node_modules/.package-lock.json');
`;

const project = () => newProject({ 'npm-cli.js': FAKE_NPM });
const setup = (root: string, env: NodeJS.ProcessEnv = {}) =>
  run(root, 'setup.mjs', { npm_execpath: join(root, 'npm-cli.js'), ...env });

async function runsOf(root: string): Promise<string[]> {
  const { readFile } = await import('node:fs/promises');
  return existsSync(join(root, 'runs')) ? (await readFile(join(root, 'runs'), 'utf8')).trim().split('\n') : [];
}

describe('scripts/setup.mjs', () => {
  it('installs into a fresh clone, says so, and says nothing the second time', async () => {
    const root = project();
    const first = await setup(root);
    expect(first.code).toBe(0);
    expect(first.output).toMatch(/^Installing packages[^\n]*…\n {2}done in \d+\.\d s\n$/);
    expect(await setup(root)).toEqual({ code: 0, output: '' });
    expect(await runsOf(root)).toEqual([expect.stringMatching(/^ci --include=dev --include=optional /)]);
  });

  it('installs again when the lock file changed', async () => {
    const root = project();
    await setup(root);
    const dependency = { 'node_modules/x': { version: '1.0.0', integrity: 'sha512-x' } };
    write(root, 'package-lock.json', JSON.stringify({ packages: { '': {}, ...dependency } }));
    await setup(root);
    expect(await runsOf(root)).toHaveLength(2);
  });

  it('takes what an install by hand has put there', async () => {
    const root = project();
    await setup(root);
    rmSync(join(root, 'node_modules/.stepwise-setup'));
    expect(await setup(root)).toEqual({ code: 0, output: '' });
    expect(await runsOf(root)).toHaveLength(1);
  });

  it('does not mind optional packages of other systems', async () => {
    const root = project();
    const lock = { packages: { '': {}, 'node_modules/for-another-system': { version: '1.0.0', optional: true } } };
    await setup(root);
    write(root, 'package-lock.json', JSON.stringify(lock));
    expect(await setup(root)).toEqual({ code: 0, output: '' });
  });

  it('installs once when two commands start together', async () => {
    const root = project();
    const results = await Promise.all([setup(root), setup(root), setup(root)]);
    expect(results.map(({ code }) => code)).toEqual([0, 0, 0]);
    expect(await runsOf(root)).toHaveLength(1);
  });

  it('takes over from a run that was killed, also when its process id was given to another process', async () => {
    const root = project();
    const key = createHash('sha256').update(root).digest('hex').slice(0, 16);
    const lock = join(tmpdir(), `stepwise-setup-${userInfo().uid}-${key}.lock`);
    for (const left of [`${2 ** 22 + 1} 1`, `${process.ppid} started at another time`, '']) {
      writeFileSync(lock, left);
      rmSync(join(root, 'node_modules'), { recursive: true, force: true });
      expect((await setup(root)).output).toMatch(/^Installing packages/);
      expect(existsSync(lock)).toBe(false);
    }
  });

  it('fails with what npm said, and tries again the next time', async () => {
    const root = project();
    const failed = await setup(root, { FAIL: '1' });
    expect(failed.code).toBe(1);
    expect(failed.output).toContain('npm error network ENOTFOUND');
    expect(failed.output).toContain('could not be installed');
    expect((await setup(root)).code).toBe(0);
  });

  it('refuses a Node.js that is too old, by name', async () => {
    const root = project();
    write(root, 'package.json', JSON.stringify({ engines: { node: '>=99.1' } }));
    const { code, output } = await setup(root);
    expect([code, output]).toEqual([
      1,
      expect.stringContaining(`needs Node.js 99.1 or newer; this is ${process.versions.node}`),
    ]);
    expect(await runsOf(root)).toEqual([]);
  });
});
