import { randomBytes } from 'node:crypto';
import type { Clock } from '@app/kernel';
import { idempotencyKeys as table, type SqlDatabase } from '@app/storage';
import { and, eq, inArray, isNull, lte, sql as raw } from 'drizzle-orm';
import {
  ATTEMPT_LEASE_MS,
  IdempotencyStore,
  OUTCOME_KEPT_MS,
  type Claim,
  type ClaimResult,
  type IdempotentRequest,
  type Outcome,
} from '../../idempotency-store';
import type { OutcomeSeal } from '../../outcome-seal';

const TOKEN_BYTES = 16;
const EXPIRED_PER_STATEMENT = 1_000;

/** Outcomes in Postgres, their bodies sealed. */
export class SqlIdempotencyStore extends IdempotencyStore {
  constructor(
    private readonly database: SqlDatabase,
    private readonly clock: Clock,
    private readonly seal: OutcomeSeal,
  ) {
    super();
  }

  async claim(request: IdempotentRequest): Promise<ClaimResult> {
    const { owner, key, fingerprint, sealKey } = request;
    const token = randomBytes(TOKEN_BYTES);
    const now = new Date(this.clock.now());
    const expiresAt = new Date(now.getTime() + OUTCOME_KEPT_MS);
    const isSame = raw`(${table.expiresAt} > ${iso(now)} AND ${table.fingerprint} = excluded.fingerprint)`;
    // One statement decides: rows of a key are locked by its conflict, so of many attempts one gets it.
    const [claimed] = await this.database.write((sql) =>
      sql
        .insert(table)
        .values({
          key,
          organisationId: owner.organisationId,
          userId: owner.userId,
          fingerprint,
          series: randomBytes(TOKEN_BYTES),
          token,
          leaseUntil: this.leaseUntil(),
          expiresAt,
        })
        .onConflictDoUpdate({
          target: table.key,
          set: {
            fingerprint: raw`excluded.fingerprint`,
            token: raw`excluded.token`,
            leaseUntil: raw`excluded.lease_until`,
            series: raw`CASE WHEN ${isSame} THEN ${table.series} ELSE excluded.series END`,
            expiresAt: raw`CASE WHEN ${isSame} THEN ${table.expiresAt} ELSE excluded.expires_at END`,
            status: null,
            headers: null,
            body: null,
          },
          setWhere: raw`${table.expiresAt} <= ${iso(now)} OR (${table.status} IS NULL AND ${table.leaseUntil} <= ${iso(now)})`,
        })
        .returning({ series: table.series }),
    );
    return claimed === undefined
      ? this.found(request)
      : { type: 'claimed', claim: { key, sealKey, token, ...claimed } };
  }

  async complete({ key, sealKey, token }: Claim, { status, headers, body }: Outcome): Promise<void> {
    const sealed = this.seal.seal(body, sealKey);
    await this.database.write((sql) =>
      sql
        .update(table)
        .set({ status, headers, body: sealed })
        .where(and(eq(table.key, key), eq(table.token, token))),
    );
  }

  async release({ key, token }: Claim): Promise<void> {
    const leaseUntil = new Date(this.clock.now());
    await this.database.write((sql) =>
      sql
        .update(table)
        .set({ leaseUntil })
        .where(and(eq(table.key, key), eq(table.token, token), isNull(table.status))),
    );
  }

  async renew(claims: readonly Claim[]): Promise<void> {
    if (claims.length === 0) return;
    const leaseUntil = this.leaseUntil();
    const tokens = claims.map(({ token }) => token);
    const keys = claims.map(({ key }) => key);
    await this.database.write((sql) =>
      sql
        .update(table)
        .set({ leaseUntil })
        .where(and(inArray(table.key, keys), inArray(table.token, tokens), isNull(table.status))),
    );
  }

  forget({ organisationId, userId }: IdempotentRequest['owner']): Promise<number> {
    return this.database.write(async (sql) => {
      const isOwn = and(eq(table.organisationId, organisationId), eq(table.userId, userId));
      const { rowCount } = await sql.delete(table).where(isOwn);
      return rowCount ?? 0;
    });
  }

  expire(): Promise<number> {
    const now = new Date(this.clock.now());
    return this.database.write(async (sql) => {
      const past = sql
        .select({ key: table.key })
        .from(table)
        .where(lte(table.expiresAt, now))
        .limit(EXPIRED_PER_STATEMENT)
        .for('update', { skipLocked: true });
      const { rowCount } = await sql.delete(table).where(inArray(table.key, past));
      return rowCount ?? 0;
    });
  }

  private async found({ key, fingerprint, sealKey }: IdempotentRequest): Promise<ClaimResult> {
    const [row] = await this.database.read((sql) => sql.select().from(table).where(eq(table.key, key)));
    // It went between the two statements: the next try finds it free.
    if (row === undefined) return { type: 'in_flight' };
    if (!row.fingerprint.equals(fingerprint)) return { type: 'other_request' };
    if (row.status === null) return { type: 'in_flight' };
    const { status, headers, body } = row;
    const opened = body === null ? Buffer.alloc(0) : this.seal.open(body, sealKey);
    return { type: 'done', outcome: { status, headers: headers ?? {}, body: opened } };
  }

  private leaseUntil(): Date {
    return new Date(this.clock.now() + ATTEMPT_LEASE_MS);
  }
}

function iso(date: Date): unknown {
  return raw`${date.toISOString()}::timestamptz`;
}
