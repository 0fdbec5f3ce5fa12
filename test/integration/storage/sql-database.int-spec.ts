import { closePostgresPool, createPostgresPool, migrate, SqlDatabase } from '@app/storage';
import { Gate } from '@app/testing';
import { sql } from 'drizzle-orm';
import type { Pool } from 'pg';
import { CuttingProxy, newDatabase, startTestStores, type TestStores } from './store-fixture';

jest.setTimeout(120_000);

describe('SqlDatabase', () => {
  let stores: TestStores;
  let url: string;
  let pool: Pool;
  let database: SqlDatabase;

  beforeAll(async () => {
    stores = await startTestStores({ needRedis: false, needPostgres: true });
    url = await newDatabase(stores.databaseUrl!);
    await migrate({ url });
    pool = createPostgresPool({ url, maxConnections: 20 });
    database = new SqlDatabase(pool);
    await pool.query('CREATE TABLE counters (id int PRIMARY KEY, value int NOT NULL CHECK (value < 1000))');
  });
  beforeEach(() => pool.query('TRUNCATE counters; INSERT INTO counters VALUES (1, 0), (2, 0)'));
  afterAll(async () => {
    await closePostgresPool(pool);
    await stores.remove();
  });

  const values = async (): Promise<number[]> =>
    (await pool.query<{ value: number }>('SELECT value FROM counters ORDER BY id')).rows.map(({ value }) => value);
  const add = (id: number, by = 1) =>
    database.write((tx) => tx.execute(sql`UPDATE counters SET value = value + ${by} WHERE id = ${id}`));

  it('keeps all writes of a unit or none', async () => {
    await database.run(async () => {
      await add(1);
      await add(2);
    });
    expect(await values()).toEqual([1, 1]);

    const failing = database.run(async () => {
      await add(1);
      await add(2, 5_000);
    });
    await expect(failing).rejects.toMatchObject({ code: '23514' });
    expect(await values()).toEqual([1, 1]);
  });

  it('lets reads of a unit see its own writes, and others not', async () => {
    const read = async (): Promise<unknown> => {
      const { rows } = await database.read((tx) => tx.execute(sql`SELECT value FROM counters WHERE id = 1`));
      return rows[0]?.['value'];
    };
    await database.run(async () => {
      await add(1);
      expect(await read()).toBe(1);
      expect(await values()).toEqual([0, 0]);
    });
    expect(await read()).toBe(1);
  });

  it('keeps a unit apart from what is written apart within it', async () => {
    const failing = database.run(async () => {
      await add(1);
      await database.writeApart((tx) => tx.execute(sql`UPDATE counters SET value = 7 WHERE id = 2`));
      throw new Error('undone');
    });
    await expect(failing).rejects.toThrow('undone');
    expect(await values()).toEqual([0, 7]);
  });

  it('undoes what is written apart when it fails', async () => {
    const failing = database.writeApart(async (tx) => {
      await tx.execute(sql`UPDATE counters SET value = 1 WHERE id = 1`);
      await tx.execute(sql`UPDATE counters SET value = 5000 WHERE id = 2`);
    });
    await expect(failing).rejects.toMatchObject({ code: '23514' });
    expect(await values()).toEqual([0, 0]);
  });

  it('knows its unit while others begin and end', async () => {
    const gate = new Gate();
    const long = database.run(async () => {
      await gate.passed;
      await add(1);
      return database.isInUnit;
    });
    await database.run(() => add(2));
    expect(database.isInUnit).toBe(false);
    gate.open();
    expect(await long).toBe(true);
    expect(await values()).toEqual([1, 1]);
  });

  it('keeps units that run at the same time apart', async () => {
    await Promise.all(
      Array.from({ length: 20 }, () =>
        database.run(async () => {
          await add(1);
          await add(2);
        }),
      ),
    );
    expect(await values()).toEqual([20, 20]);
  });

  it('runs a unit again that was undone because of a deadlock, without losing or doubling it', async () => {
    const gates = [new Gate(), new Gate()] as const;
    let attempts = 0;
    const crossing = (own: 0 | 1) =>
      database.run(async () => {
        attempts += 1;
        await add(own + 1);
        gates[own].open();
        await gates[1 - own]?.passed;
        await add(2 - own);
      });
    await Promise.all([crossing(0), crossing(1)]);
    expect(await values()).toEqual([2, 2]);
    expect(attempts).toBeGreaterThan(2);
  });

  it('runs a unit again whose connection broke before its end', async () => {
    let attempts = 0;
    await database.run(async () => {
      await add(1);
      attempts += 1;
      if (attempts > 1) return;
      const { rows } = await database.read((tx) => tx.execute(sql`SELECT pg_backend_pid() AS pid`));
      await pool.query('SELECT pg_terminate_backend($1)', [rows[0]?.['pid']]);
      await add(2);
    });
    expect(attempts).toBe(2);
    expect(await values()).toEqual([1, 0]);
  });

  it('does not run a unit again whose end may have happened', async () => {
    const proxy = await CuttingProxy.to(Number(new URL(url).port));
    const cutPool = createPostgresPool({ url: url.replace(/:\d+\//, `:${proxy.port}/`) });
    const cut = new SqlDatabase(cutPool);
    let attempts = 0;
    const unit = cut.run(async () => {
      attempts += 1;
      await cut.write((tx) => tx.execute(sql`UPDATE counters SET value = value + 1 WHERE id = 1`));
      proxy.dropReply = true; // the next reply is that of COMMIT
    });
    await expect(unit).rejects.toMatchObject({ code: 'storage_unavailable', retryable: true });
    expect(attempts).toBe(1);
    expect(await values()).toEqual([1, 0]);
    await closePostgresPool(cutPool);
    proxy.close();
  });

  it('does not take a unit for done whose failed statement was ignored', async () => {
    const unit = database.run(async () => {
      await add(1);
      await add(2, 5_000).catch(() => undefined);
    });
    await expect(unit).rejects.toThrow('A failed statement was ignored');
    expect(await values()).toEqual([0, 0]);
  });

  it('commits to the disk of the server even where the database is configured not to', async () => {
    const careless = createPostgresPool({ url: `${url}?options=-c%20synchronous_commit%3Doff` });
    const setting = async (of: SqlDatabase, how: 'read' | 'write'): Promise<unknown> => {
      const { rows } = await of[how]((tx) => tx.execute(sql`SHOW synchronous_commit`));
      return rows[0]?.['synchronous_commit'];
    };
    const carelessDatabase = new SqlDatabase(careless);
    expect(await setting(carelessDatabase, 'read')).toBe('off');
    expect(await setting(carelessDatabase, 'write')).toBe('on');
    await closePostgresPool(careless);
  });

  it('tells an outage as storage_unavailable, without an address', async () => {
    const nowhere = createPostgresPool({ url: 'postgres://someone:s3cret@127.0.0.1:1/none' });
    const away = new SqlDatabase(nowhere, { wait: () => Promise.resolve() });
    const expected = { code: 'storage_unavailable', message: 'The database does not answer.' };
    await expect(away.read((tx) => tx.execute(sql`SELECT 1`))).rejects.toMatchObject(expected);
    await expect(away.run(() => Promise.resolve())).rejects.toMatchObject(expected);
    await closePostgresPool(nowhere);
  });

  it('tells an exhausted pool as storage_unavailable within its limit', async () => {
    const small = createPostgresPool({ url, maxConnections: 1, connectTimeoutMs: 100 });
    const taken = await small.connect();
    await expect(new SqlDatabase(small).run(() => Promise.resolve())).rejects.toMatchObject({
      code: 'storage_unavailable',
    });
    taken.release();
    await closePostgresPool(small);
  });
});
