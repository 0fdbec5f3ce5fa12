import { existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  cleanUp,
  eventually,
  expectGone,
  launchSupervisor,
  newDataDir,
  openToOthers,
  pidIn,
  projectIsOpenToOthers,
  redis,
  SEARCH_PATH,
  sql,
  start,
  startSupervisor,
} from './embedded-fixture';

jest.setTimeout(120_000);
afterEach(cleanUp);

const both = { needRedis: true, needPostgres: true };

describe('after kill -9 of the supervising process', () => {
  it('the next start finds every acknowledged row and key', async () => {
    const dataDir = newDataDir();
    const { report, end } = await startSupervisor({ dataDir, ...both });
    await sql(report.databaseUrl!, 'CREATE TABLE acknowledged AS SELECT generate_series(1, 500) AS n');
    await redis(report.redisUrl!, 'SET', 'acknowledged', 'yes');
    await end('SIGKILL');

    const stores = await start({ dataDir, ...both });
    expect((await sql(stores.databaseUrl!, 'SELECT count(*)::int AS n FROM acknowledged')).rows).toEqual([{ n: 500 }]);
    expect(await redis(stores.redisUrl!, 'GET', 'acknowledged')).toBe('yes');
  });

  const onLinux = process.platform === 'linux' ? it : it.skip;
  onLinux('the servers end by themselves', async () => {
    const dataDir = newDataDir();
    const { end } = await startSupervisor({ dataDir, ...both });
    const pids = [pidIn(dataDir, 'postgres/postmaster.pid'), pidIn(dataDir, 'redis.pid')];
    await end('SIGKILL');
    for (const pid of pids) await eventually(() => expectGone(pid));
  });

  const whereOthersMayEnter = projectIsOpenToOthers() ? it : it.skip;
  whereOthersMayEnter(
    'servers that live on, where the system cannot end them, are ended by the next start',
    async () => {
      const dataDir = openToOthers(newDataDir());
      const { report, end } = await startSupervisor({ dataDir, ...both, searchPath: pathWithoutSetpriv() });
      await sql(report.databaseUrl!, 'CREATE TABLE acknowledged (n int)');
      const pids = [pidIn(dataDir, 'postgres/postmaster.pid'), pidIn(dataDir, 'redis.pid')];
      await end('SIGKILL');
      expect(await redis(report.redisUrl!, 'PING')).toBe('PONG'); // it does live on

      const stores = await start({ dataDir, ...both });
      pids.forEach(expectGone);
      expect((await sql(stores.databaseUrl!, 'SELECT * FROM acknowledged')).rows).toEqual([]);
    },
  );

  it('in the middle of the first start, the next one begins anew', async () => {
    const dataDir = newDataDir();
    const supervisor = launchSupervisor({ dataDir, needPostgres: true });
    await eventually(() => {
      const draft = readdirSync(dataDir).find((name) => name.startsWith('postgres.new-'));
      expect(existsSync(join(dataDir, draft!, 'base'))).toBe(true);
    });
    await supervisor.end('SIGKILL');

    const stores = await start({ dataDir, needPostgres: true });
    expect((await sql(stores.databaseUrl!, 'SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
  });

  it('its lock is taken over, also when its process id was given to another process', async () => {
    const dataDir = newDataDir();
    writeFileSync(join(dataDir, 'lock'), JSON.stringify({ pid: process.ppid, mark: '1', host: 'elsewhere' }));
    await expect(start({ dataDir, needRedis: true })).rejects.toThrow('on elsewhere'); // silent for less than 30 s
    writeFileSync(join(dataDir, 'lock'), 'half a li');
    await (await start({ dataDir, needRedis: true })).stop();
  });
});

/** A PATH with everything that Redis and PostgreSQL need and without `setpriv`. */
function pathWithoutSetpriv(): string {
  const directory = join(newDataDir(), 'bin');
  mkdirSync(directory);
  const found = SEARCH_PATH.split(':')
    .map((part) => join(part, 'redis-server'))
    .find(existsSync);
  if (found === undefined) throw new Error('These tests need redis-server on the PATH.');
  symlinkSync(found, join(directory, 'redis-server'));
  return directory;
}
