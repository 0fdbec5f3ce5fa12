import { auditArchives, auditEntries, auditFacts, auditHeads, type SqlDatabase } from '@app/storage';
import { and, asc, desc, eq, gt, gte, like, lt, lte, sql, type SQL } from 'drizzle-orm';
import { AuditLog, type AuditArchive, type AuditFilter, type ChainHead } from '../../audit-log';
import type { ChainLink } from '../../chain';

const LINK = {
  organisationId: auditEntries.organisationId,
  sequence: auditEntries.sequence,
  previousHash: auditEntries.previousHash,
  entry: auditEntries.entry,
  hash: auditEntries.hash,
};

/** Reads the trail in Postgres. Every page is a range of one index. */
export class SqlAuditLog extends AuditLog {
  constructor(private readonly database: SqlDatabase) {
    super();
  }

  async find(
    filter: AuditFilter,
    { before, limit }: { before?: number | undefined; limit: number },
  ): Promise<ChainLink[]> {
    const conditions = conditionsOf(filter);
    if (before !== undefined) conditions.push(lt(auditEntries.sequence, before));
    const rows = await this.database.read((tx) =>
      tx
        .select(LINK)
        .from(auditEntries)
        .where(and(...conditions))
        .orderBy(desc(auditEntries.sequence))
        .limit(limit),
    );
    return rows.map(toLink);
  }

  async after(organisationId: string, sequence: number, limit: number): Promise<ChainLink[]> {
    // A range that is bounded is one of the index also where Postgres has no statistics of the table yet.
    const next = await this.range(organisationId, sequence, limit, sequence + limit);
    return next.length === limit ? next : this.range(organisationId, sequence, limit);
  }

  private async range(organisationId: string, after: number, limit: number, upTo?: number): Promise<ChainLink[]> {
    const conditions = [eq(auditEntries.organisationId, organisationId), gt(auditEntries.sequence, after)];
    if (upTo !== undefined) conditions.push(lte(auditEntries.sequence, upTo));
    const rows = await this.database.read((tx) =>
      tx
        .select(LINK)
        .from(auditEntries)
        .where(and(...conditions))
        .orderBy(asc(auditEntries.sequence))
        .limit(limit),
    );
    return rows.map(toLink);
  }

  async head(organisationId: string): Promise<ChainHead | undefined> {
    const [row] = await this.database.read((tx) =>
      tx.select().from(auditHeads).where(eq(auditHeads.organisationId, organisationId)),
    );
    return row === undefined ? undefined : { ...row, hash: row.hash.toString('hex') };
  }

  async heads(): Promise<ChainHead[]> {
    const rows = await this.database.read((tx) => tx.select().from(auditHeads).orderBy(asc(auditHeads.organisationId)));
    return rows.map((row) => ({ ...row, hash: row.hash.toString('hex') }));
  }

  async remove(archive: AuditArchive): Promise<void> {
    const { organisationId } = archive;
    const bytes = (hash: string): Buffer => Buffer.from(hash, 'hex');
    await this.database.write(async (tx) => {
      await tx.insert(auditArchives).values({
        ...archive,
        previousHash: bytes(archive.previousHash),
        lastHash: bytes(archive.lastHash),
        fileHash: bytes(archive.fileHash),
      });
      await tx.execute(sql`SELECT stepwise.drop_archived_audit(${organisationId})`);
    });
  }

  async archives(organisationId: string): Promise<AuditArchive[]> {
    const rows = await this.database.read((tx) =>
      tx
        .select()
        .from(auditArchives)
        .where(eq(auditArchives.organisationId, organisationId))
        .orderBy(asc(auditArchives.lastSequence)),
    );
    return rows.map(({ organisationId: id, firstSequence, lastSequence, previousHash, lastHash, file, fileHash }) => ({
      organisationId: id,
      firstSequence,
      lastSequence,
      previousHash: previousHash.toString('hex'),
      lastHash: lastHash.toString('hex'),
      file,
      fileHash: fileHash.toString('hex'),
    }));
  }
}

function conditionsOf({ organisationId, action, result, userId, target, since, until }: AuditFilter): SQL[] {
  const conditions = [eq(auditEntries.organisationId, organisationId)];
  if (action !== undefined) conditions.push(eq(auditFacts.action, action));
  if (result !== undefined) conditions.push(eq(auditFacts.result, result));
  if (userId !== undefined) conditions.push(eq(auditFacts.userId, userId));
  if (target?.id !== undefined) conditions.push(eq(auditFacts.target, `${target.type}:${target.id}`));
  else if (target !== undefined) conditions.push(like(auditFacts.target, `${target.type}:%`));
  if (since !== undefined) conditions.push(gte(auditFacts.at, since));
  if (until !== undefined) conditions.push(lt(auditFacts.at, until));
  return conditions;
}

function toLink(row: Omit<ChainLink, 'previousHash' | 'hash'> & { previousHash: Buffer; hash: Buffer }): ChainLink {
  return { ...row, previousHash: row.previousHash.toString('hex'), hash: row.hash.toString('hex') };
}
