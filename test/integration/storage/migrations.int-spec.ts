import { migrate, migrationStatus, SchemaError, type Migration } from '@app/storage';
import { createHash } from 'node:crypto';
import { Client } from 'pg';
import { newDatabase, startTestStores, type TestStores } from './store-fixture';

jest.setTimeout(120_000);

const migration = (version: number, sql: string): Migration => ({
  version,
  name: `step_${version}`,
  sql,
  checksum: createHash('sha256').update(sql).digest('hex'),
});

describe('migrations', () => {
  let stores: TestStores;
  let url: string;
  let client: Client;

  beforeAll(async () => {
    stores = await startTestStores({ needRedis: false, needPostgres: true });
  });
  beforeEach(async () => {
    url = await newDatabase(stores.databaseUrl!);
    client = new Client({ connectionString: url });
    await client.connect();
  });
  afterEach(() => client.end());
  afterAll(() => stores.remove());

  const steps = async (): Promise<number[]> =>
    (await client.query<{ version: number }>('SELECT version FROM stepwise.migrations ORDER BY version')).rows.map(
      ({ version }) => version,
    );
  const problemOf = async (work: Promise<unknown>): Promise<string> => {
    const error = await work.catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(SchemaError);
    return (error as SchemaError).problem;
  };

  it('bring a new database to the schema that ships, and then change nothing', async () => {
    const before = await migrationStatus({ url });
    expect(before.applied).toEqual([]);
    expect(before.server.version).toMatch(/^\d+/);

    expect((await migrate({ url })).map(({ version }) => version)).toEqual(
      before.pending.map(({ version }) => version),
    );
    expect(await migrate({ url })).toEqual([]);
    expect((await migrationStatus({ url })).pending).toEqual([]);
  });

  it.each([
    ['a user that it does not know', (wrong: URL) => (wrong.username = 'nobody')],
    ['a wrong password', (wrong: URL) => (wrong.password = 'canary')],
    ['no password', (wrong: URL) => (wrong.password = '')],
    ['a database that is not there', (wrong: URL) => (wrong.pathname = '/canary')],
  ])('name DATABASE_URL when the server refuses %s', async (_, spoil) => {
    const wrong = new URL(url);
    spoil(wrong);
    const failure = migrate({ url: wrong.href });
    await expect(failure).rejects.toThrow('DATABASE_URL');
    await expect(failure).rejects.not.toThrow('canary');
    expect(await problemOf(failure)).toBe('refused');
  });

  it('run once when many processes start at once, and the others wait for it', async () => {
    const migrations = [migration(1, 'SELECT pg_sleep(0.2); CREATE TABLE stepwise.one (a int)')];
    const applied = await Promise.all(Array.from({ length: 8 }, () => migrate({ url, migrations })));
    expect(applied.map((list) => list.length).sort()).toEqual([0, 0, 0, 0, 0, 0, 0, 1]);
    expect(await steps()).toEqual([1]);
  });

  it('do not wait without end for a process that migrates', async () => {
    await client.query('BEGIN; SELECT pg_advisory_xact_lock(7326811904)');
    expect(await problemOf(migrate({ url, waitMs: 50 }))).toBe('locked');
    await client.query('ROLLBACK');
    expect((await migrate({ url, waitMs: 50 })).length).toBeGreaterThan(0);
  });

  it('leave nothing behind when one of them fails', async () => {
    const migrations = [migration(1, 'CREATE TABLE stepwise.one (a int)'), migration(2, 'SELECT 1/0')];
    await expect(migrate({ url, migrations })).rejects.toThrow('division by zero');
    expect((await migrationStatus({ url, migrations })).applied).toEqual([]);

    await migrate({ url, migrations: [migrations[0]!, migration(2, 'SELECT 2')] });
    expect(await steps()).toEqual([1, 2]);
  });

  it('are refused when one that was applied has changed', async () => {
    await migrate({ url, migrations: [migration(1, 'SELECT 1')] });
    const changed = { url, migrations: [migration(1, 'SELECT 2'), migration(2, 'SELECT 3')] };
    expect(await problemOf(migrate(changed))).toBe('migration_changed');
    expect(await problemOf(migrationStatus(changed))).toBe('migration_changed');
    expect(await steps()).toEqual([1]);
  });

  it('are refused on a database of a newer program', async () => {
    const migrations = [migration(1, 'SELECT 1'), migration(2, 'SELECT 2')];
    await migrate({ url, migrations });
    expect(await problemOf(migrate({ url, migrations: migrations.slice(0, 1) }))).toBe('program_too_old');
  });

  it('say that nobody answers where nobody does', async () => {
    await expect(migrate({ url: 'postgres://nobody@127.0.0.1:1/none' })).rejects.toMatchObject({
      code: 'ECONNREFUSED',
    });
  });
});
