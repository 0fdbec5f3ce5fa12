import { randomBytes } from 'node:crypto';
import { RandomIdGenerator } from '@app/kernel';
import { BlockSeal, SqlReasoningLedger } from '@app/reasoning-ledger';
import { describeReasoningLedgerContract } from '@app/reasoning-ledger/testing';
import { closePostgresPool, createPostgresPool, migrate, SqlDatabase } from '@app/storage';
import { ManualClock } from '@app/testing';
import type { Pool } from 'pg';
import { newDatabase, startTestStores, type TestStores } from '../storage/store-fixture';

jest.setTimeout(120_000);

const owners = [
  { organisationId: 'org_1', userId: 'user_1' },
  { organisationId: 'org_2', userId: 'user_2' },
] as const;
const clock = new ManualClock();
let stores: TestStores;
let pool: Pool;
let ledger: SqlReasoningLedger;

beforeAll(async () => {
  stores = await startTestStores({ needRedis: false, needPostgres: true });
  const url = await newDatabase(stores.databaseUrl!);
  await migrate({ url });
  pool = createPostgresPool({ url, maxConnections: 20 });
  ledger = new SqlReasoningLedger({
    database: new SqlDatabase(pool),
    clock,
    ids: new RandomIdGenerator(),
    seal: new BlockSeal(() => Buffer.alloc(32, 7)),
    keptMs: 1_000,
  });
  for (const { organisationId, userId } of owners) {
    await pool.query('INSERT INTO stepwise.organisations (id, name) VALUES ($1, $1)', [organisationId]);
    await pool.query(`INSERT INTO stepwise.users (id, organisation_id, name, roles) VALUES ($2, $1, $2, '{user}')`, [
      organisationId,
      userId,
    ]);
  }
});
afterAll(async () => {
  await closePostgresPool(pool);
  await stores.remove();
});

describeReasoningLedgerContract('Postgres', () => ({
  ledger,
  owners,
  keptMs: 1_000,
  advance: (ms) => clock.advance(ms),
}));

describe('the reasoning ledger in Postgres', () => {
  const entry = {
    provider: 'p',
    model: 'm',
    blocks: [{ format: 'anthropic' as const, data: { thinking: 'PLAINTEXT' } }],
  };

  it('keeps nothing that can be read', async () => {
    await ledger.keep(owners[0], [randomBytes(32)], entry);
    const { rows } = await pool.query<{ blocks: Buffer }>('SELECT blocks FROM stepwise.reasoning_entries');
    for (const { blocks } of rows) expect(blocks.toString('latin1')).not.toContain('PLAINTEXT');
  });

  it('takes parallel turns that keep the same keys', async () => {
    const keys = [randomBytes(32), randomBytes(32), randomBytes(32)];
    await Promise.all(
      Array.from({ length: 20 }, (_, at) => ledger.keep(owners[0], at % 2 ? keys : [...keys].reverse(), entry)),
    );
    expect((await ledger.find(owners[0], keys)).size).toBe(3);
  });
});
