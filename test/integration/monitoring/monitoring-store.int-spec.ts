import { SqlMonitoringStore } from '@app/monitoring';
import { describeMonitoringStoreContract } from '@app/monitoring/testing';
import { closePostgresPool, createPostgresPool, migrate, SqlDatabase } from '@app/storage';
import type { Pool } from 'pg';
import { newDatabase, startTestStores, type TestStores } from '../storage/store-fixture';

jest.setTimeout(120_000);

describe('what is watched, in Postgres', () => {
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

  describeMonitoringStoreContract('Postgres', async () => {
    await pool.query('TRUNCATE stepwise.metric_points, stepwise.anomalies');
    return new SqlMonitoringStore(new SqlDatabase(pool));
  });
});
