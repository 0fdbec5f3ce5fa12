import type { Clock, IdGenerator } from '@app/kernel';
import { reasoningEntries, reasoningKeys, type SqlDatabase } from '@app/storage';
import { and, eq, gt, inArray, lte, sql as raw } from 'drizzle-orm';
import type { BlockSeal } from '../../block-seal';
import { ReasoningLedger, type LedgerEntry, type LedgerOwner } from '../../reasoning-ledger';

/** Entries that one statement forgets. */
const EXPIRED_PER_STATEMENT = 1_000;

/** What a {@link SqlReasoningLedger} needs. */
export interface SqlLedgerParts {
  database: SqlDatabase;
  clock: Clock;
  ids: IdGenerator;
  seal: BlockSeal;
  /** How long an entry is kept, milliseconds. */
  keptMs: number;
}

/** The ledger in Postgres, sealed. */
export class SqlReasoningLedger extends ReasoningLedger {
  constructor(private readonly parts: SqlLedgerParts) {
    super();
  }

  async find({ userId }: LedgerOwner, keys: readonly Buffer[]): Promise<Map<string, LedgerEntry>> {
    const { database, clock, seal } = this.parts;
    if (keys.length === 0) return new Map();
    const rows = await database.read((sql) =>
      sql
        .select({
          key: reasoningKeys.key,
          provider: reasoningEntries.provider,
          model: reasoningEntries.model,
          blocks: reasoningEntries.blocks,
        })
        .from(reasoningKeys)
        .innerJoin(reasoningEntries, eq(reasoningEntries.id, reasoningKeys.entryId))
        .where(
          and(
            eq(reasoningKeys.userId, userId),
            inArray(reasoningKeys.key, [...keys]),
            gt(reasoningEntries.expiresAt, new Date(clock.now())),
          ),
        ),
    );
    const found = new Map<string, LedgerEntry>();
    for (const { key, provider, model, blocks: sealed } of rows) {
      const blocks = seal.open(sealed, userId);
      if (blocks !== undefined) found.set(key.toString('hex'), { provider, model, blocks });
    }
    return found;
  }

  async keep(owner: LedgerOwner, keys: readonly Buffer[], entry: LedgerEntry): Promise<void> {
    const { database, clock, ids, seal, keptMs } = this.parts;
    const now = clock.now();
    const id = ids.nextOrdered('rsn', now);
    await database.writeApart(async (sql) => {
      await sql.insert(reasoningEntries).values({
        id,
        organisationId: owner.organisationId,
        userId: owner.userId,
        provider: entry.provider,
        model: entry.model,
        blocks: seal.seal(entry.blocks, owner.userId),
        createdAt: new Date(now),
        expiresAt: new Date(now + keptMs),
      });
      await sql
        .insert(reasoningKeys)
        .values(distinct(keys).map((key) => ({ userId: owner.userId, key, entryId: id })))
        .onConflictDoUpdate({ target: [reasoningKeys.userId, reasoningKeys.key], set: { entryId: id } });
    });
  }

  forget({ organisationId, userId }: LedgerOwner): Promise<number> {
    return this.parts.database.write(async (sql) => {
      const isOwn = and(eq(reasoningEntries.organisationId, organisationId), eq(reasoningEntries.userId, userId));
      const { rowCount } = await sql.delete(reasoningEntries).where(isOwn);
      return rowCount ?? 0;
    });
  }

  expire(): Promise<number> {
    const now = new Date(this.parts.clock.now());
    return this.parts.database.write(async (sql) => {
      const past = sql
        .select({ id: reasoningEntries.id })
        .from(reasoningEntries)
        .where(lte(reasoningEntries.expiresAt, now))
        .orderBy(raw`${reasoningEntries.expiresAt}`)
        .limit(EXPIRED_PER_STATEMENT)
        .for('update', { skipLocked: true });
      const { rowCount } = await sql.delete(reasoningEntries).where(inArray(reasoningEntries.id, past));
      return rowCount ?? 0;
    });
  }
}

/** In one order, so that two turns that keep the same keys never wait for each other in a circle. */
function distinct(keys: readonly Buffer[]): Buffer[] {
  return [...new Set(keys.map((key) => key.toString('hex')))].sort().map((key) => Buffer.from(key, 'hex'));
}
