import { CHAIN_START, SqlAuditLog, SqlAuditTrail, verifyTrail, type AuditEntry } from '@app/audit';
import { RandomIdGenerator, SystemClock } from '@app/kernel';
import { closePostgresPool, createPostgresPool, migrate, SqlDatabase } from '@app/storage';
import type { Pool } from 'pg';
import { percentile } from '../measure/statistics';

const WRITERS = 16;
const FILL_BATCH = 1_000;
const MS_PER_S = 1_000;
/** Filling writes a thousand entries in one statement. */
const STATEMENT_MS = 60_000;

/** What the audit trail costs on one Postgres. */
export interface AuditFigures {
  appends: number;
  appendP50Ms: number;
  appendP99Ms: number;
  appendsPerSecond: number;
  verified: number;
  verifySeconds: number;
}

/** Appends from 16 writers at a time, then fills the chain up to `rows` and verifies all of it. */
export async function measureAudit(url: string, appends: number, rows: number): Promise<AuditFigures> {
  await migrate({ url });
  const pool = createPostgresPool({ url, statementTimeoutMs: STATEMENT_MS });
  try {
    const database = new SqlDatabase(pool);
    const trail = new SqlAuditTrail({ database, clock: new SystemClock(), ids: new RandomIdGenerator() });
    const { times, seconds } = await appendAll(trail, appends);
    await fillAudit(pool, ORG, rows - appends);
    const began = performance.now();
    const verdict = await verifyTrail(new SqlAuditLog(database), ORG);
    if (!verdict.ok) throw new Error(`The chain does not verify: ${verdict.flaw?.message ?? ''}`);
    return {
      appends,
      appendP50Ms: percentile(times, 0.5),
      appendP99Ms: percentile(times, 0.99),
      appendsPerSecond: appends / seconds,
      verified: verdict.checked,
      verifySeconds: (performance.now() - began) / MS_PER_S,
    };
  } finally {
    await closePostgresPool(pool);
  }
}

const ORG = 'org_bench';
const HASH = CHAIN_START.hash;

function entryOf(number: number): AuditEntry {
  return {
    organisationId: ORG,
    actor: { kind: 'key', userId: `user_${number % 100}`, keyId: `key_${number % 100}` },
    action: 'chat.answer',
    target: { type: 'chat', id: `chat_${number}` },
    result: 'success',
    clientAddress: '192.0.2.1',
    requestId: `req_${number}`,
    details: { questionHash: HASH, answerHash: HASH, outcome: 'finished', strategy: 'direct' },
  };
}

async function appendAll(trail: SqlAuditTrail, appends: number): Promise<{ times: number[]; seconds: number }> {
  const times: number[] = [];
  let next = 0;
  const began = performance.now();
  await Promise.all(
    Array.from({ length: WRITERS }, async () => {
      while (next < appends) {
        const entry = entryOf(next++);
        const start = performance.now();
        await trail.append(entry);
        times.push(performance.now() - start);
      }
    }),
  );
  return { times, seconds: (performance.now() - began) / MS_PER_S };
}

/** Adds so many entries in the database, where a million take a minute. The text is in canonical form as it stands. */
export async function fillAudit(pool: Pool, organisationId: string, rows: number): Promise<void> {
  for (let done = 0; done < rows; done += FILL_BATCH) {
    const count = Math.min(FILL_BATCH, rows - done);
    await pool.query(
      `SELECT stepwise.append_audit($1, (SELECT array_agg(
         '{"action":"chat.answer","actor":{"keyId":"key_1","kind":"key","userId":"user_' || n % 100 || '"},"at":' ||
         (1795000000000 + n) || ',"details":{"answerHash":"' || $4 || '","questionHash":"' || $4 || '"},"id":"audit_' || n ||
         '","organisationId":"' || $1 || '","result":"success","target":{"id":"chat_' || n || '","type":"chat"}}' ORDER BY n)
         FROM generate_series($2::bigint, $3::bigint) AS n))`,
      [organisationId, done + 1, done + count, HASH],
    );
  }
}
