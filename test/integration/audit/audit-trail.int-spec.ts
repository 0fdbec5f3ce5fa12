import { linkHash, SqlAuditLog, SqlAuditTrail, SYSTEM_ACTOR, type AppendedRecord, type AuditEntry } from '@app/audit';
import { RandomIdGenerator, SystemClock } from '@app/kernel';
import { closePostgresPool, createPostgresPool, migrate, SqlDatabase } from '@app/storage';
import type { Pool } from 'pg';
import { newDatabase, startTestStores, type TestStores } from '../storage/store-fixture';

jest.setTimeout(120_000);

const ORG = 'org_one';
const entry = (more: Partial<AuditEntry> = {}): AuditEntry => ({
  organisationId: ORG,
  actor: SYSTEM_ACTOR,
  action: 'key.create',
  result: 'success',
  ...more,
});

describe('the audit trail in Postgres', () => {
  let stores: TestStores;
  let pool: Pool;
  let database: SqlDatabase;
  let trail: SqlAuditTrail;
  let log: SqlAuditLog;
  let appended: AppendedRecord[];

  beforeAll(async () => {
    stores = await startTestStores({ needRedis: false, needPostgres: true });
  });
  afterAll(() => stores.remove());
  beforeEach(async () => {
    const url = await newDatabase(stores.databaseUrl!);
    await migrate({ url });
    pool = createPostgresPool({ url, maxConnections: 20 });
    database = new SqlDatabase(pool);
    appended = [];
    trail = new SqlAuditTrail({
      database,
      clock: new SystemClock(),
      ids: new RandomIdGenerator(),
      onAppended: (records) => void appended.push(...records),
    });
    log = new SqlAuditLog(database);
  });
  afterEach(() => closePostgresPool(pool));

  it('chains what it is given, one chain for each organisation', async () => {
    await Promise.all([
      trail.append(entry({ target: { type: 'key', id: 'key_1' }, details: { name: 'CI – "quoted" \\ é 😀' } })),
      trail.append(entry({ organisationId: 'org_two' })),
      trail.append(entry({ action: 'key.revoke' })),
    ]);
    const links = await log.after(ORG, 0, 10);
    expect(links.map(({ sequence }) => sequence)).toEqual([1, 2]);
    expect(links[1]!.previousHash).toBe(links[0]!.hash);
    for (const link of links) expect(linkHash(link)).toBe(link.hash);
    expect(await log.head(ORG)).toEqual({ organisationId: ORG, sequence: 2, hash: links[1]!.hash });
    expect(await log.after('org_two', 0, 10)).toHaveLength(1);
    expect(appended.map(({ sequence }) => sequence).sort()).toEqual([1, 1, 2]);
  });

  it('joins the unit of work that runs: what is undone leaves no entry', async () => {
    await expect(
      database.run(async () => {
        await trail.append(entry());
        throw new Error('no');
      }),
    ).rejects.toThrow('no');
    expect(await log.head(ORG)).toBeUndefined();
    expect(appended).toEqual([]);

    await database.run(async () => {
      await trail.append(entry());
      expect(appended).toEqual([]);
    });
    expect((await log.head(ORG))?.sequence).toBe(1);
    expect(appended).toHaveLength(1);
  });

  it.each([
    "UPDATE stepwise.audit_entries SET entry = '{}'",
    'DELETE FROM stepwise.audit_entries',
    'TRUNCATE stepwise.audit_entries',
    'UPDATE stepwise.audit_heads SET sequence = 0',
    'DELETE FROM stepwise.audit_heads',
    "SET session_replication_role = 'replica'; DELETE FROM stepwise.audit_entries",
  ])('refuses %s to the owner of the tables, a superuser', async (statement) => {
    await trail.append(entry());
    await expect(pool.query(statement)).rejects.toMatchObject({ code: '42501' });
  });

  it('finds by what was done, to what, by whom and when, page by page', async () => {
    for (let i = 0; i < 5; i++) {
      await trail.append(
        entry({
          actor: { kind: 'key', userId: i % 2 === 0 ? 'user_a' : 'user_b', keyId: 'key_1' },
          target: { type: 'budget', id: `budget_${i}` },
          action: i === 4 ? 'budget.delete' : 'budget.create',
        }),
      );
    }
    const numbers = async (filter: object, page = { limit: 10 }) =>
      (await log.find({ organisationId: ORG, ...filter }, page)).map(({ sequence }) => sequence);
    expect(await numbers({})).toEqual([5, 4, 3, 2, 1]);
    expect(await numbers({}, { limit: 2 })).toEqual([5, 4]);
    expect(await numbers({ userId: 'user_b' })).toEqual([4, 2]);
    expect(await numbers({ action: 'budget.delete' })).toEqual([5]);
    expect(await numbers({ target: { type: 'budget', id: 'budget_2' } })).toEqual([3]);
    expect(await numbers({ target: { type: 'key' } })).toEqual([]);
    expect(await numbers({ until: 1 })).toEqual([]);
  });
});
