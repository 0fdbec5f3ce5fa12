import { chownSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  cleanUp,
  newDataDir,
  openToOthers,
  pidIn,
  projectIsOpenToOthers,
  said,
  sql,
  start,
  startSupervisor,
} from './embedded-fixture';

jest.setTimeout(120_000);
afterEach(cleanUp);

const needPostgres = true;
const isRoot = process.getuid?.() === 0;
const asRoot = isRoot ? it : it.skip;

describe('the data of the embedded PostgreSQL', () => {
  it('that are incomplete are set aside, not deleted, and made anew', async () => {
    const dataDir = newDataDir();
    mkdirSync(join(dataDir, 'postgres/base'), { recursive: true });
    const stores = await start({ dataDir, needPostgres });
    expect((await sql(stores.databaseUrl!, 'SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
    expect(readdirSync(dataDir).filter((name) => name.startsWith('postgres.broken-'))).toHaveLength(1);
    expect(said.join('\n')).toContain('was incomplete and is now');
  });

  it('of another major version are refused with what can be done', async () => {
    const dataDir = newDataDir();
    await (await start({ dataDir, needPostgres })).stop();
    writeFileSync(join(dataDir, 'postgres/PG_VERSION'), '17\n');
    await expect(start({ dataDir, needPostgres })).rejects.toThrow(/are of PostgreSQL 17, the embedded server is 18/);
  });

  it('are opened with a new password when the password file was lost', async () => {
    const dataDir = newDataDir();
    const first = await start({ dataDir, needPostgres });
    await sql(first.databaseUrl!, 'CREATE TABLE kept AS SELECT 7 AS n');
    await first.stop();
    rmSync(join(dataDir, 'postgres.password'));
    const second = await start({ dataDir, needPostgres });
    expect((await sql(second.databaseUrl!, 'SELECT n FROM kept')).rows).toEqual([{ n: 7 }]);
    expect(new URL(second.databaseUrl!).password).not.toBe(new URL(first.databaseUrl!).password);
  });

  asRoot('belong to another account than root, also in a directory that only root may enter', async () => {
    const dataDir = newDataDir();
    const stores = await start({ dataDir, needPostgres });
    expect(statSync(dataDir).mode & 0o001).toBe(0);
    expect(statSync(join(dataDir, 'postgres')).uid).not.toBe(0);
    expect(statSync(`/proc/${pidIn(dataDir, 'postgres/postmaster.pid')}`).uid).not.toBe(0);
    expect((await sql(stores.databaseUrl!, 'SHOW timezone')).rows).toEqual([{ TimeZone: 'UTC' }]);
  });

  const asNobody = isRoot && projectIsOpenToOthers() ? it : it.skip;
  asNobody('belong to the user who starts it when that is not root, and to nobody else', async () => {
    const dataDir = join(openToOthers(newDataDir()), 'data');
    mkdirSync(dataDir);
    chownSync(dataDir, 65_534, 65_534);
    const supervisor = await startSupervisor({ dataDir, needPostgres, needRedis: true }, { uid: 65_534, gid: 65_534 });
    expect(supervisor.report.error).toBeUndefined();
    expect((await sql(supervisor.report.databaseUrl!, 'SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
    expect(statSync(join(dataDir, 'postgres')).uid).toBe(65_534);
    await supervisor.end('SIGTERM');

    chownSync(dataDir, 65_533, 65_533);
    const other = await startSupervisor({ dataDir, needPostgres }, { uid: 65_533, gid: 65_533 });
    expect(other.report.error).toContain('belongs to user id 65534, this process runs as 65533');
  });
});
