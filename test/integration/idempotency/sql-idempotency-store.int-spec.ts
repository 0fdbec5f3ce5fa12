import { randomBytes } from 'node:crypto';
import { OutcomeSeal, SqlIdempotencyStore } from '@app/idempotency';
import { describeIdempotencyStoreContract } from '@app/idempotency/testing';
import { closePostgresPool, createPostgresPool, migrate, SqlDatabase } from '@app/storage';
import { ManualClock } from '@app/testing';
import type { Pool } from 'pg';
import { newDatabase, startTestStores, type TestStores } from '../storage/store-fixture';

jest.setTimeout(120_000);

const owners = [
  { organisationId: 'org_local', userId: 'user_local' },
  { organisationId: 'org_local', userId: 'user_other' },
] as const;
const clock = new ManualClock();
let stores: TestStores;
let pool: Pool;
let store: SqlIdempotencyStore;

beforeAll(async () => {
  stores = await startTestStores({ needRedis: false, needPostgres: true });
  const url = await newDatabase(stores.databaseUrl!);
  await migrate({ url });
  pool = createPostgresPool({ url, maxConnections: 20 });
  await pool.query(
    `INSERT INTO stepwise.users (id, organisation_id, name, roles) VALUES ('user_other', 'org_local', 'x', '{user}')`,
  );
  store = new SqlIdempotencyStore(new SqlDatabase(pool), clock, new OutcomeSeal(() => Buffer.alloc(32, 7)));
});
afterAll(async () => {
  await closePostgresPool(pool);
  await stores.remove();
});

describeIdempotencyStoreContract('Postgres', () => ({
  store,
  owners,
  advance: (ms) => clock.advance(ms),
}));

describe('idempotency keys in Postgres', () => {
  it('keep nothing that can be read', async () => {
    const request = {
      owner: owners[0],
      key: randomBytes(32),
      fingerprint: randomBytes(32),
      sealKey: randomBytes(32),
    };
    const result = await store.claim(request);
    if (result.type !== 'claimed') throw new Error('Nobody else asks.');
    await store.complete(result.claim, { status: 201, headers: {}, body: Buffer.from('PLAINTEXT') });
    const { rows } = await pool.query<{ text: string }>('SELECT k::text AS text FROM stepwise.idempotency_keys AS k');
    const kept = rows.map(({ text }) => text).join('\n');
    expect(kept).toContain(request.key.toString('hex'));
    for (const secret of [Buffer.from('PLAINTEXT'), request.sealKey])
      expect(kept).not.toContain(secret.toString('hex'));
    expect(await store.claim(request)).toMatchObject({ type: 'done', outcome: { body: Buffer.from('PLAINTEXT') } });
  });
});
