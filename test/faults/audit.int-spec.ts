import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import {
  CheckpointSigner,
  SqlAuditLog,
  SqlAuditTrail,
  SYSTEM_ACTOR,
  verifyTrail,
  type AuditEntry,
  type Checkpoint,
} from '@app/audit';
import { RandomIdGenerator, SystemClock } from '@app/kernel';
import { closePostgresPool, createPostgresPool, migrate, SqlDatabase } from '@app/storage';
import { Gate } from '@app/testing';
import { Client, type Pool } from 'pg';
import {
  CuttingProxy,
  eventually,
  newDatabase,
  startTestStores,
  type TestStores,
} from '../integration/storage/store-fixture';
import { PostgresProcesses } from './postgres-processes';

jest.setTimeout(180_000);

const ORG = 'org_one';
const LIMIT_MS = 2_000;
/** The loop of a busy machine may be late by this much. */
const SLACK_MS = 1_500;

describe('the audit trail under faults', () => {
  let stores: TestStores;
  let url: string;
  let pool: Pool;
  let trail: SqlAuditTrail;
  let log: SqlAuditLog;
  /** What the trail acknowledged, by its own words. */
  let acknowledged: string[];

  beforeAll(async () => {
    stores = await startTestStores({ needRedis: false, needPostgres: true });
  });
  afterAll(() => stores.remove());
  beforeEach(async () => {
    url = await newDatabase(stores.databaseUrl!);
    await migrate({ url });
    open(url);
  });
  afterEach(() => closePostgresPool(pool));

  const open = (address: string): void => {
    pool = createPostgresPool({ url: address, maxConnections: 20, statementTimeoutMs: 1_500 });
    const database = new SqlDatabase(pool);
    trail = newTrail(database);
    log = new SqlAuditLog(database);
    acknowledged = [];
  };
  const newTrail = (database: SqlDatabase): SqlAuditTrail =>
    new SqlAuditTrail({ database, clock: new SystemClock(), ids: new RandomIdGenerator(), timeoutMs: LIMIT_MS });
  const entryOf = (name: string, organisationId = ORG): AuditEntry => ({
    organisationId,
    actor: SYSTEM_ACTOR,
    action: 'key.create',
    result: 'success',
    details: { name },
  });
  let names = 0;
  /** Appends one entry, and notes it once it is acknowledged. Returns how long that took or how it failed. */
  const append = async (to = trail): Promise<{ ms: number; code?: string }> => {
    const name = `entry ${++names}`;
    const began = performance.now();
    try {
      await to.append(entryOf(name));
      acknowledged.push(name);
      return { ms: performance.now() - began };
    } catch (error) {
      return { ms: performance.now() - began, code: (error as { code: string }).code };
    }
  };
  /** Everything that was acknowledged is there, once, in an unbroken chain. */
  const holds = async (): Promise<void> => {
    await eventually(() => pool.query('SELECT 1'));
    const written = (await log.after(ORG, 0, 100_000)).map(
      ({ entry }) => (JSON.parse(entry) as { details: { name: string } }).details.name,
    );
    expect(acknowledged.filter((name) => written.filter((other) => other === name).length !== 1)).toEqual([]);
    expect(await verifyTrail(log, ORG)).toMatchObject({ ok: true, lastSequence: written.length });
  };

  it('F26 refused: fails within its limit with audit_unavailable, and goes on without a restart', async () => {
    await closePostgresPool(pool);
    const proxy = await CuttingProxy.to(Number(new URL(url).port));
    const through = new URL(url);
    through.port = String(proxy.port);
    open(through.href);
    await append();
    proxy.close();
    for (const { ms, code } of await Promise.all([append(), append(), append()])) {
      expect(code).toBe('audit_unavailable');
      expect(ms).toBeLessThan(LIMIT_MS + SLACK_MS);
    }
    await closePostgresPool(pool);
    const again = acknowledged;
    open(url);
    acknowledged = again;
    expect((await append()).code).toBeUndefined();
    await holds();
  });

  it('F27 frozen: no append waits longer than two seconds, and the pool recovers by itself', async () => {
    await append();
    const processes = await PostgresProcesses.behind(pool);
    processes.signal('SIGSTOP');
    try {
      for (const { ms, code } of await Promise.all(Array.from({ length: 10 }, () => append()))) {
        expect(code).toBe('audit_unavailable');
        expect(ms).toBeLessThan(LIMIT_MS + SLACK_MS);
      }
    } finally {
      processes.signal('SIGCONT');
    }
    await eventually(async () => expect((await append()).code).toBeUndefined());
    await holds();
    expect(pool.waitingCount).toBe(0);
  });

  it('F28 killed: what was acknowledged is there after the restart, and the chain verifies', async () => {
    const stop = new AbortController();
    const writers = Array.from({ length: 8 }, async () => {
      while (!stop.signal.aborted) await append();
    });
    await eventually(() => expect(acknowledged.length).toBeGreaterThan(50));
    (await PostgresProcesses.behind(pool)).signal('SIGKILL');
    const before = acknowledged.length;
    await eventually(() => expect(acknowledged.length).toBeGreaterThan(before + 20));
    stop.abort();
    await Promise.all(writers);
    await holds();
  });

  it('F29 full: says so by audit_unavailable, loses nothing, and goes on when there is room', async () => {
    await append();
    // What the server answers when a file cannot grow: SQLSTATE 53100, in the statement that adds.
    await pool.query(`
      CREATE FUNCTION fill() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = '53100'; END $$;
      CREATE TRIGGER full_disk BEFORE INSERT ON stepwise.audit_entries FOR EACH ROW EXECUTE FUNCTION fill()`);
    expect((await append()).code).toBe('audit_unavailable');
    await pool.query('DROP TRIGGER full_disk ON stepwise.audit_entries');
    expect((await append()).code).toBeUndefined();
    await holds();
  });

  it('F31 the end of the chain locked: waiters fail within their limit, and no connection stays taken', async () => {
    await append();
    const locked = await pool.connect();
    await locked.query('BEGIN; SELECT FROM stepwise.audit_heads FOR UPDATE');
    for (const { ms, code } of await Promise.all(Array.from({ length: 40 }, () => append()))) {
      expect(code).toBe('audit_unavailable');
      expect(ms).toBeLessThan(LIMIT_MS + SLACK_MS);
    }
    await locked.query('ROLLBACK');
    locked.release();
    await eventually(async () => expect((await append()).code).toBeUndefined());
    await holds();
    expect(pool.waitingCount).toBe(0);
  });

  it('F32 deadlocks: units that add to two chains crosswise are tried again, without gaps', async () => {
    // The server looks for a deadlock after a second: the limit on statements must be longer, as it is by default.
    const patient = createPostgresPool({ url });
    const database = new SqlDatabase(patient);
    const audit = newTrail(database);
    const bothHoldOne = new Gate();
    let attempts = 0;
    const unit = (first: string, second: string): Promise<void> =>
      database.run(async () => {
        await audit.append(entryOf(`unit ${first}`, first));
        if (++attempts === 2) bothHoldOne.open();
        await bothHoldOne.passed;
        await audit.append(entryOf(`unit ${first}`, second));
      });
    await Promise.all([unit('org_a', 'org_b'), unit('org_b', 'org_a')]);
    await closePostgresPool(patient);
    expect(attempts).toBe(3);
    for (const organisation of ['org_a', 'org_b']) {
      expect(await verifyTrail(log, organisation)).toMatchObject({ ok: true, checked: 2 });
    }
  });

  it('keeps one chain under 16 parallel writers of 16 processes', async () => {
    const pools = Array.from({ length: 16 }, () => createPostgresPool({ url, maxConnections: 1 }));
    const trails = pools.map((one) => newTrail(new SqlDatabase(one)));
    await Promise.all(
      trails.map(async (one) => {
        for (let i = 0; i < 20; i++) expect((await append(one)).code).toBeUndefined();
      }),
    );
    await Promise.all(pools.map(closePostgresPool));
    expect(acknowledged).toHaveLength(320);
    await holds();
  });

  it('S31: an entry of a unit whose COMMIT failed was never acknowledged, and none is acknowledged before its own', async () => {
    const database = new SqlDatabase(pool);
    const audit = newTrail(database);
    const gate = new Gate();
    let isDone = false;
    const unit = database
      .run(async () => {
        await audit.append(entryOf('in the unit'));
        await gate.passed;
      })
      .then(() => (isDone = true));
    await eventually(async () => {
      const { rows } = await pool.query("SELECT FROM pg_locks WHERE relation = 'stepwise.audit_heads'::regclass");
      expect(rows.length).toBeGreaterThan(0);
    });
    expect(isDone).toBe(false);
    expect(await log.head(ORG)).toBeUndefined();
    gate.open();
    await unit;
    expect((await log.head(ORG))?.sequence).toBe(1);
  });

  it('S11: a role as docs/audit.md describes it can add, and cannot change or remove', async () => {
    await pool.query(`DROP ROLE IF EXISTS stepwise_app; CREATE ROLE stepwise_app LOGIN PASSWORD 'x';
      GRANT USAGE ON SCHEMA stepwise TO stepwise_app;
      GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA stepwise TO stepwise_app;
      REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON stepwise.audit_entries, stepwise.audit_heads FROM stepwise_app;
      REVOKE UPDATE, DELETE, TRUNCATE ON stepwise.audit_archives FROM stepwise_app;
      GRANT EXECUTE ON FUNCTION stepwise.append_audit(text, text[]), stepwise.drop_archived_audit(text) TO stepwise_app`);
    const address = new URL(url);
    address.username = 'stepwise_app';
    address.password = 'x';
    const restricted = createPostgresPool({ url: address.href });
    try {
      await newTrail(new SqlDatabase(restricted)).append(entryOf('by the role'));
      for (const statement of [
        "UPDATE stepwise.audit_entries SET entry = '{}'",
        'DELETE FROM stepwise.audit_entries',
        'TRUNCATE stepwise.audit_entries',
        'UPDATE stepwise.audit_heads SET sequence = 0',
        'INSERT INTO stepwise.audit_entries SELECT * FROM stepwise.audit_entries',
        'ALTER TABLE stepwise.audit_entries DISABLE TRIGGER ALL',
      ]) {
        await expect(restricted.query(statement)).rejects.toMatchObject({
          code: expect.stringMatching(/^42/) as string,
        });
      }
    } finally {
      await closePostgresPool(restricted);
      await pool.query('DROP OWNED BY stepwise_app; DROP ROLE stepwise_app');
    }
  });

  describe('F53 tampered with by a superuser', () => {
    const { privateKey } = generateKeyPairSync('ed25519');
    const signer = new CheckpointSigner(() => privateKey);
    let checkpoints: Checkpoint[];
    let dump: string;

    beforeEach(async () => {
      for (let i = 0; i < 10; i++) await append();
      const { rows } = await pool.query<{ copy: string }>(
        'SELECT jsonb_agg(e)::text AS copy FROM stepwise.audit_entries e',
      );
      dump = rows[0]!.copy;
      for (let i = 0; i < 10; i++) await append();
      checkpoints = [signer.sign((await log.head(ORG))!, Date.now())];
      await pool.query(`
        ALTER TABLE stepwise.audit_entries DISABLE TRIGGER USER; ALTER TABLE stepwise.audit_heads DISABLE TRIGGER USER;
        GRANT UPDATE, DELETE, TRUNCATE ON stepwise.audit_entries TO CURRENT_USER`);
      expect(createPublicKey(signer.publicKeyPem).asymmetricKeyType).toBe('ed25519');
    });

    const setHead = (sequence: number) =>
      `UPDATE stepwise.audit_heads SET sequence = ${sequence}, hash = (SELECT hash FROM stepwise.audit_entries WHERE sequence = ${sequence})`;

    it.each<[string, () => string, string, number]>([
      [
        'UPDATE',
        () => "UPDATE stepwise.audit_entries SET entry = replace(entry, 'key.create', 'key.revoke') WHERE sequence = 7",
        'changed',
        7,
      ],
      ['DELETE', () => 'DELETE FROM stepwise.audit_entries WHERE sequence = 7', 'missing', 7],
      [
        'swap',
        () => `UPDATE stepwise.audit_entries AS one SET entry = other.entry FROM stepwise.audit_entries AS other
               WHERE (one.sequence, other.sequence) IN ((7, 8), (8, 7))`,
        'changed',
        7,
      ],
      [
        'insert',
        () => `UPDATE stepwise.audit_entries SET sequence = sequence + 1000 WHERE sequence > 7;
               UPDATE stepwise.audit_entries SET sequence = sequence - 999 WHERE sequence > 1000;
               INSERT INTO stepwise.audit_entries (organisation_id, sequence, previous_hash, hash, entry)
               SELECT organisation_id, 8, hash, sha256('x'), entry FROM stepwise.audit_entries WHERE sequence = 7`,
        'changed',
        8,
      ],
      ['cut tail', () => `DELETE FROM stepwise.audit_entries WHERE sequence > 15; ${setHead(15)}`, 'tail_missing', 16],
      [
        'restored old dump',
        () => `TRUNCATE stepwise.audit_entries;
               INSERT INTO stepwise.audit_entries (organisation_id, sequence, previous_hash, hash, entry)
               SELECT organisation_id, sequence, previous_hash, hash, entry
               FROM jsonb_populate_recordset(NULL::stepwise.audit_entries, '${dump.replaceAll("'", "''")}'); ${setHead(10)}`,
        'tail_missing',
        11,
      ],
    ])('%s: the verifier names the first bad entry', async (_, tamper, problem, sequence) => {
      expect(await verifyTrail(log, ORG, { checkpoints })).toMatchObject({ ok: true });
      const superuser = new Client({ connectionString: url });
      await superuser.connect();
      await superuser.query(tamper());
      await superuser.end();
      expect(await verifyTrail(log, ORG, { checkpoints })).toMatchObject({ ok: false, flaw: { problem, sequence } });
    });
  });
});
