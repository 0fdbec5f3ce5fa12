import * as storage from '@app/storage';
import { closePostgresPool, createPostgresPool, migrate } from '@app/storage';
import { is } from 'drizzle-orm';
import { getTableConfig, PgTable } from 'drizzle-orm/pg-core';
import type { Pool } from 'pg';
import { newDatabase, startTestStores, type TestStores } from './store-fixture';

jest.setTimeout(120_000);

const tables = Object.values(storage)
  .filter((value) => is(value, PgTable))
  .map((table) => getTableConfig(table));

describe('the schema', () => {
  let stores: TestStores;
  let pool: Pool;

  beforeAll(async () => {
    stores = await startTestStores({ needRedis: false, needPostgres: true });
    const url = await newDatabase(stores.databaseUrl!);
    await migrate({ url });
    pool = createPostgresPool({ url });
  });
  afterAll(async () => {
    await closePostgresPool(pool);
    await stores.remove();
  });

  it.each(tables.map((table) => [table.name, table] as const))(
    'of the table %s is in the program what the migrations made',
    async (name, { columns }) => {
      const { rows } = await pool.query<{ name: string; type: string; required: boolean; hasDefault: boolean }>(
        `SELECT attname AS name, format_type(atttypid, NULL) AS type, attnotnull AS required, atthasdef AS "hasDefault"
         FROM pg_attribute WHERE attrelid = ('stepwise.' || $1)::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attname`,
        [name],
      );
      const declared = columns.map((column) => ({
        name: column.name,
        type: column.getSQLType(),
        required: column.notNull,
        hasDefault: column.hasDefault || column.generated !== undefined,
      }));
      expect(declared.sort((a, b) => (a.name < b.name ? -1 : 1))).toEqual(rows);
    },
  );

  it('has no table that the program does not know', async () => {
    const { rows } = await pool.query<{ name: string }>(
      `SELECT relname AS name FROM pg_class WHERE relnamespace = 'stepwise'::regnamespace AND relkind IN ('r', 'p') ORDER BY 1`,
    );
    expect(rows.map(({ name }) => name)).toEqual([...tables.map(({ name }) => name), 'migrations'].sort());
  });
});
