import { setTimeout as delay } from 'node:timers/promises';
import { SqlAuditLog, SqlAuditTrail, SYSTEM_ACTOR, verifyTrail } from '@app/audit';
import { AppError, RandomIdGenerator, SystemClock } from '@app/kernel';
import { closePostgresPool, createPostgresPool, migrate, SqlDatabase } from '@app/storage';
import type { Pool } from 'pg';
import { eventually } from '../integration/storage/store-fixture';
import { FailingDisk } from './failing-disk';

jest.setTimeout(180_000);

const ORG = 'org_one';
const WRITERS = 8;
const reasonAgainst = FailingDisk.reasonAgainst();
const describeHere = reasonAgainst === undefined ? describe : describe.skip;

describeHere(
  `on a disk that fails${reasonAgainst === undefined ? '' : `, which cannot be made here: ${reasonAgainst}`}`,
  () => {
    let disk: FailingDisk;
    let pool: Pool;
    let trail: SqlAuditTrail;
    let log: SqlAuditLog;
    /** What the trail acknowledged, by its own words. */
    let acknowledged: string[];
    /** What it refused, and what the log tells of the reason. */
    let refused: { code: string; reason: string }[];

    beforeAll(async () => {
      disk = await FailingDisk.start();
      await migrate({ url: disk.url });
      pool = createPostgresPool({ url: disk.url, maxConnections: 20, statementTimeoutMs: 1_500 });
      const database = new SqlDatabase(pool);
      trail = new SqlAuditTrail({ database, clock: new SystemClock(), ids: new RandomIdGenerator() });
      log = new SqlAuditLog(database);
      acknowledged = [];
    }, 180_000);
    beforeEach(() => {
      refused = [];
    });
    afterAll(async () => {
      await closePostgresPool(pool);
      await disk.remove();
    });

    let names = 0;
    async function append(): Promise<void> {
      const name = `entry ${++names}`;
      try {
        const entry = { organisationId: ORG, actor: SYSTEM_ACTOR, action: 'key.create', result: 'success' } as const;
        await trail.append({ ...entry, details: { name } });
        acknowledged.push(name);
      } catch (error) {
        refused.push({ code: (error as { code: string }).code, reason: toldOf(error) });
        await delay(20);
      }
    }

    /** Eight writers, from before the fault until after it, while the disk does what it is told. */
    async function whileWriting(fault: () => Promise<void>): Promise<void> {
      const stop = new AbortController();
      const writers = Array.from({ length: WRITERS }, async () => {
        while (!stop.signal.aborted) await append();
      });
      const before = acknowledged.length;
      await eventually(() => expect(acknowledged.length).toBeGreaterThan(before + 50));
      await fault();
      disk.become('well');
      const after = acknowledged.length;
      await eventually(() => expect(acknowledged.length).toBeGreaterThan(after + 50));
      stop.abort();
      await Promise.all(writers);
    }

    /** Everything that was acknowledged is there, once, in an unbroken chain, and what was not has failed as it should. */
    async function expectNothingLost(): Promise<void> {
      const entries = (await log.after(ORG, 0, 1_000_000)).map(
        ({ entry }) => (JSON.parse(entry) as { details: { name: string } }).details.name,
      );
      const written = new Set(entries);
      expect(written.size).toBe(entries.length);
      expect(acknowledged.filter((name) => !written.has(name))).toEqual([]);
      expect(await verifyTrail(log, ORG)).toMatchObject({ ok: true, lastSequence: entries.length });
      expect(refused.length).toBeGreaterThan(0);
      expect(refused.filter(({ code }) => code !== 'audit_unavailable')).toEqual([]);
    }

    it('F29 full: says so, loses nothing, and goes on when there is room', async () => {
      await whileWriting(async () => {
        disk.become('full');
        await eventually(() => expect(refused.length).toBeGreaterThan(20));
      });
      expect(refused.map(({ reason }) => reason).join('\n')).toContain('The database has no room left on its disk.');
      await expectNothingLost();
    });

    it('F29 full for the write-ahead log too: the server panics and is started again, and nothing is lost', async () => {
      await whileWriting(async () => {
        disk.become('full');
        // Fills the segments that are there already.
        const fill = async (): Promise<void> => {
          for (;;) await pool.query("SELECT pg_logical_emit_message(false, 'fill', repeat('x', 1000000))");
        };
        await expect(fill()).rejects.toThrow();
        await eventually(() => expect(disk.log).toMatch(/PANIC: .*No space left on device/));
      });
      await expectNothingLost();
    });

    it('F30 an error of fsync: the server panics and is started again, and nothing is lost', async () => {
      await whileWriting(async () => {
        disk.become('io-error');
        await eventually(() => expect(disk.log).toMatch(/PANIC: .*sync.*Input\/output error/));
        await eventually(() => expect(refused.length).toBeGreaterThan(20));
      });
      await expectNothingLost();
    });
  },
);

/** What the log tells of an error: our own words, to the last cause that has them. */
function toldOf(error: unknown): string {
  const { message, cause } = error as AppError;
  return cause instanceof AppError ? `${message} ${toldOf(cause)}` : message;
}
