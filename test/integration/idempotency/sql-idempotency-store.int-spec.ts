import { SqlIdempotencyStore } from '@app/idempotency';
import { describeIdempotencyStoreContract } from '@app/idempotency/testing';
import { closePostgresPool, createPostgresPool, migrate, SqlDatabase } from '@app/storage';
import { ManualClock } from '@app/testing';
import type { Pool } from 'pg';
import { newDatabase, startTestStores, type TestStores } from '../storage/store-fixture';

jest.setTimeout(120_000);

const clock = new ManualClock();
let stores: TestStores;
let pool: Pool;
let store: SqlIdempotencyStore;

beforeAll(async () => {
  stores = await startTestStores({ needRedis: false, needPostgres: true });
  const url = await newDatabase(stores.databaseUrl!);
  await migrate({ url });
  pool = createPostgresPool({ url, maxConnections: 20 });
  store = new SqlIdempotencyStore(new SqlDatabase(pool), clock);
});
afterAll(async () => {
  await closePostgresPool(pool);
  await stores.remove();
});

describeIdempotencyStoreContract('Postgres', () => ({
  store,
  owner: { organisationId: 'org_local', userId: 'user_local' },
  advance: (ms) => clock.advance(ms),
}));
