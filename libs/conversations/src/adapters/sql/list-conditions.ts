import { conversations, messages } from '@app/storage';
import { sql, type SQL } from 'drizzle-orm';
import type { ConversationPosition } from '../../conversation-store';

/** What comes after a place of the list, newest first. */
export function afterCondition({ updatedAt, id }: ConversationPosition): SQL {
  return sql`(${conversations.updatedAt}, ${conversations.id}) < (${new Date(updatedAt).toISOString()}::timestamptz, ${id})`;
}

/** A part of the title as it is written, or words of a text. */
export function searchCondition(search: string): SQL {
  const pattern = `%${search.replace(/[\\%_]/g, '\\$&')}%`;
  return sql`(${conversations.title} ILIKE ${pattern} OR EXISTS (
    SELECT FROM ${messages} WHERE ${messages.conversationId} = ${conversations.id}
      AND ${messages.words} @@ websearch_to_tsquery('simple', ${search})))`;
}
