import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { launch, newProject, removeProjects, run, write } from './project-fixture';

jest.setTimeout(60_000);
afterEach(removeProjects);

const NEST = 'node_modules/@nestjs/cli/bin/nest.js';

// Takes the place of the compiler: the program in src/main.ts becomes dist/src/main.js.
const FAKE_NEST = `
const { cpSync, mkdirSync, readFileSync } = require('node:fs');
if (readFileSync('src/main.ts', 'utf8').includes('@@@')) { console.log('src/main.ts: error TS1127'); process.exit(1); }
mkdirSync('dist/src', { recursive: true });
cpSync('src/main.ts', 'dist/src/main.js');
`;

const project = (main: string) => newProject({ [NEST]: FAKE_NEST, 'src/main.ts': main });

describe('scripts/start.mjs', () => {
  it('builds first, and builds again only when a source was written, added or removed', async () => {
    const root = project('console.log("one")');
    expect((await run(root, 'start.mjs')).output).toMatch(/^Building[^\n]*\n {2}done in [^\n]*\none\n$/);
    expect((await run(root, 'start.mjs')).output).toBe('one\n');

    write(root, 'src/main.ts', 'console.log("two")');
    expect((await run(root, 'start.mjs')).output).toMatch(/Building[^]*two\n$/);
    write(root, 'libs/one/src/added.ts', '');
    expect((await run(root, 'start.mjs')).output).toMatch(/Building/);
    rmSync(join(root, 'libs/one/src/added.ts'));
    expect((await run(root, 'start.mjs')).output).toMatch(/Building/);
    write(root, 'libs/one/src/added.spec.ts', '');
    expect((await run(root, 'start.mjs')).output).toBe('two\n');
  });

  it('shows the errors of a build that fails and starts nothing', async () => {
    const { code, output } = await run(project('@@@ console.log("never")'), 'start.mjs');
    expect([code, output]).toEqual([1, expect.stringContaining('The build failed.\nsrc/main.ts: error TS1127')]);
    expect(output).not.toContain('never');
  });

  it('runs what is built where there is no compiler', async () => {
    const root = project('console.log("built")');
    await run(root, 'start.mjs');
    rmSync(join(root, 'node_modules'), { recursive: true });
    write(root, 'src/main.ts', 'console.log("newer")');
    expect(await run(root, 'start.mjs')).toEqual({ code: 0, output: 'built\n' });
  });

  it('reads .env, and lets the environment win', async () => {
    const root = project('console.log(process.env.FROM_FILE, process.env.FROM_BOTH)');
    await run(root, 'start.mjs');
    write(root, '.env', 'FROM_FILE=file\nFROM_BOTH=file\n');
    expect(await run(root, 'start.mjs', { FROM_BOTH: 'environment' })).toEqual({
      code: 0,
      output: 'file environment\n',
    });
  });

  it('ends with the exit status of the server', async () => {
    expect((await run(project('process.exitCode = 7'), 'start.mjs')).code).toBe(7);
  });

  it('hands the server one stop signal for the two that Ctrl-C under npm sends, and a later one again', async () => {
    const root = project(`
      let count = 0;
      process.on('SIGINT', () => { console.log('signal ' + ++count); if (count === 2) process.exit(0); });
      setInterval(() => 0, 1000);
      console.log('listening');`);
    const { child, done } = launch(root, 'start.mjs');
    const said = async (text: string) => {
      for (let all = ''; !all.includes(text);) all += String((await once(child.stdout!, 'data'))[0]);
    };
    await said('listening');
    const first = said('signal 1');
    child.kill('SIGINT');
    await first;
    // Repeats within the second are swallowed, so the count goes up only once that second is over.
    const repeat = setInterval(() => child.kill('SIGINT'), 50);
    const { output } = await done;
    clearInterval(repeat);
    expect(output.match(/signal \d/g)).toEqual(['signal 1', 'signal 2']);
  });
});
