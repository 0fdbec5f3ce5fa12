import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import {
  cleanUp,
  eventually,
  launchSupervisor,
  newDataDir,
  openToOthers,
  projectIsOpenToOthers,
  said,
  sql,
  start,
} from './embedded-fixture';

jest.setTimeout(120_000);
afterEach(cleanUp);

/** Processes of this machine that have the directory in their command line. */
function processesOf(dataDir: string): string[] {
  const list = execFileSync('ps', ['-eo', 'pid,args', '-ww'], { encoding: 'utf8' }).split('\n');
  return list.filter((line) => line.includes(dataDir));
}

describe('a start that is given up', () => {
  const both = { needRedis: true, needPostgres: true };

  it('at once, leaves nothing running and the directory free', async () => {
    const dataDir = newDataDir();
    const reason = new Error('stopped');
    await expect(start({ dataDir, ...both, signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    expect(processesOf(dataDir)).toEqual([]);
    expect(existsSync(join(dataDir, 'lock'))).toBe(false);
  });

  it('while the data directory is made, leaves nothing running and lets the next start make it', async () => {
    const dataDir = newDataDir();
    const stop = new AbortController();
    const reason = new Error('stopped');
    const given = expect(start({ dataDir, ...both, signal: stop.signal })).rejects.toBe(reason);
    await eventually(() => expect(said.join()).toContain('Making the PostgreSQL data directory'));
    await eventually(() => expect(processesOf(dataDir).join()).toContain('initdb'));
    stop.abort(reason);
    await given;
    await eventually(() => expect(processesOf(dataDir)).toEqual([]));
    expect(existsSync(join(dataDir, 'lock'))).toBe(false);

    const stores = await start({ dataDir, ...both });
    expect((await sql(stores.databaseUrl!, 'SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
  });

  it('while the servers start, ends them in order', async () => {
    const dataDir = newDataDir();
    await (await start({ dataDir, ...both })).stop();
    const stop = new AbortController();
    const reason = new Error('stopped');
    const given = expect(start({ dataDir, ...both, signal: stop.signal })).rejects.toBe(reason);
    await eventually(() => expect(existsSync(join(dataDir, 'postgres/postmaster.pid'))).toBe(true));
    stop.abort(reason);
    await given;
    expect(processesOf(dataDir)).toEqual([]);
    expect(existsSync(join(dataDir, 'postgres/postmaster.pid'))).toBe(false);
  });

  const whereOthersMayEnter = projectIsOpenToOthers() ? it : it.skip;
  whereOthersMayEnter(
    'by the end of the process, leaves nothing running where the kernel ends no children',
    async () => {
      const dataDir = openToOthers(newDataDir());
      const supervisor = launchSupervisor({ dataDir, needPostgres: true, searchPath: '/nowhere' });
      await eventually(() => expect(processesOf(dataDir).join()).toContain('initdb'));
      await supervisor.end('SIGTERM');
      await eventually(() => expect(processesOf(dataDir)).toEqual([]));
    },
  );
});
