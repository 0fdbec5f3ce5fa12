import type { ConversationSummary } from '@app/contracts';
import { conversations, type SqlExecutor } from '@app/storage';
import { and, eq, type SQL } from 'drizzle-orm';
import { noConversation, versionConflict } from '../../conversation-errors';
import type { ConversationOwner } from '../../conversation-store';

/** A row of a conversation. */
export type ConversationRow = typeof conversations.$inferSelect;

/** What is read of a conversation that goes out with its messages. */
export const SUMMARY_COLUMNS = {
  id: conversations.id,
  title: conversations.title,
  version: conversations.version,
  activeLeafId: conversations.activeLeafId,
  messageCount: conversations.messageCount,
  createdAt: conversations.createdAt,
  updatedAt: conversations.updatedAt,
};

/** A row as everybody sees it. */
export function toSummary(row: Pick<ConversationRow, keyof typeof SUMMARY_COLUMNS>): ConversationSummary {
  const { id, title, version, activeLeafId, messageCount, createdAt, updatedAt } = row;
  return {
    id,
    title,
    version,
    activeLeafId,
    messageCount,
    createdAt: createdAt.getTime(),
    updatedAt: updatedAt.getTime(),
  };
}

/** The condition that everything on conversations carries. */
export function isOwnedBy({ organisationId, userId }: ConversationOwner): SQL | undefined {
  return and(eq(conversations.organisationId, organisationId), eq(conversations.userId, userId));
}

/** The conversation, locked until the transaction ends, so that its changes come one after another. Throws `not_found` and `version_conflict`. */
export async function lockConversation(
  sql: SqlExecutor,
  owner: ConversationOwner,
  id: string,
  expectedVersion: number | undefined,
): Promise<ConversationRow> {
  const [row] = await sql
    .select()
    .from(conversations)
    .where(and(eq(conversations.id, id), isOwnedBy(owner)))
    .for('update');
  if (row === undefined) throw noConversation();
  if (expectedVersion !== undefined && row.version !== expectedVersion) throw versionConflict(row.version);
  return row;
}

/** What may change of a row. */
export type ConversationChange = Partial<Pick<ConversationRow, 'title' | 'activeLeafId' | 'messageCount'>>;

/** The row after a change, one version on. */
export function changedRow(row: ConversationRow, change: ConversationChange, nowMs: number): ConversationRow {
  // The clocks of several processes differ: a conversation never goes back in the list.
  const updatedAt = new Date(Math.max(nowMs, row.updatedAt.getTime()));
  return { ...row, ...change, version: row.version + 1, updatedAt };
}

/** Writes a changed row, one version on. */
export async function saveConversation(
  sql: SqlExecutor,
  row: ConversationRow,
  change: ConversationChange,
  nowMs: number,
): Promise<ConversationRow> {
  const saved = changedRow(row, change, nowMs);
  await sql
    .update(conversations)
    .set({ ...change, version: saved.version, updatedAt: saved.updatedAt })
    .where(eq(conversations.id, row.id));
  return saved;
}
