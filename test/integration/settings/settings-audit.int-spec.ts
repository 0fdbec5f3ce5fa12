import { SqlAuditLog, SqlAuditTrail, SqlKnownSettings } from '@app/audit';
import { CredentialHasher } from '@app/identity';
import { RandomIdGenerator, SystemClock } from '@app/kernel';
import { closePostgresPool, createPostgresPool, migrate, SqlDatabase } from '@app/storage';
import type { Pool } from 'pg';
import { SettingsAudit } from '../../../src/settings/settings-audit';
import { newDatabase, startTestStores, type TestStores } from '../storage/store-fixture';

jest.setTimeout(120_000);

const SECRET_VALUE = 'sk-a-secret-value';

describe('settings in the audit trail', () => {
  let stores: TestStores;
  let pool: Pool;
  let database: SqlDatabase;

  beforeAll(async () => {
    stores = await startTestStores({ needRedis: false, needPostgres: true });
  });
  afterAll(() => stores.remove());
  beforeEach(async () => {
    const url = await newDatabase(stores.databaseUrl!);
    await migrate({ url });
    pool = createPostgresPool({ url, maxConnections: 20 });
    database = new SqlDatabase(pool);
  });
  afterEach(() => closePostgresPool(pool));

  const audit = (secret = 'a'.repeat(32)): SettingsAudit => {
    const trail = new SqlAuditTrail({ database, clock: new SystemClock(), ids: new RandomIdGenerator() });
    const hasher = new CredentialHasher(() => Buffer.from(secret));
    return new SettingsAudit(new SqlKnownSettings(database), trail, database, hasher);
  };
  const start = (settings: Record<string, string>, secret?: string): Promise<void> =>
    audit(secret).note(new Map(Object.entries(settings)));
  const told = async (): Promise<unknown[]> =>
    (await new SqlAuditLog(database).after('org_local', 0, 100)).map(
      ({ entry }) => (JSON.parse(entry) as { details: { changed: unknown } }).details.changed,
    );

  it('names what was set, changed and taken away, once, and nothing at the first start', async () => {
    await start({ OPENAI_API_KEY: SECRET_VALUE, CACHE_ENABLED: 'true' });
    await start({ OPENAI_API_KEY: SECRET_VALUE, CACHE_ENABLED: 'true' });
    expect(await told()).toEqual([]);
    const changed = { OPENAI_API_KEY: `${SECRET_VALUE}-2`, RATE_LIMIT_REQUESTS: '7' };
    await start(changed);
    await start(changed);
    expect(await told()).toEqual([['CACHE_ENABLED', 'OPENAI_API_KEY', 'RATE_LIMIT_REQUESTS']]);
  });

  it('is told once by servers that start together', async () => {
    await start({ CACHE_ENABLED: 'true' });
    await Promise.all(Array.from({ length: 4 }, () => start({ CACHE_ENABLED: 'false' })));
    expect(await told()).toEqual([['CACHE_ENABLED']]);
  });

  it('says that the secret is another, and keeps no value anywhere', async () => {
    await start({ OPENAI_API_KEY: SECRET_VALUE });
    await start({ OPENAI_API_KEY: SECRET_VALUE }, 'b'.repeat(32));
    expect(await told()).toEqual([['KEY_SECRET']]);
    const { rows } = await pool.query('SELECT settings::text FROM stepwise.known_settings');
    const entries = await pool.query('SELECT entry FROM stepwise.audit_entries');
    expect(JSON.stringify([rows, entries.rows])).not.toContain(SECRET_VALUE);
  });
});
