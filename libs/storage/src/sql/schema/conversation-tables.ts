import type { MessageAnswer, MessageRole, MessageState, MessageToolCall } from '@app/contracts';
import { sql } from 'drizzle-orm';
import { bigint, customType, integer, jsonb, text, timestamp } from 'drizzle-orm/pg-core';
import { bytea } from './identity-tables';
import { stepwiseSchema } from './stepwise-schema';

const tsvector = customType<{ data: string }>({ dataType: () => 'tsvector' });
const moment = (name: string) => timestamp(name, { withTimezone: true, mode: 'date' });

/** What users said and were answered, as one row for each conversation. */
export const conversations = stepwiseSchema.table('conversations', {
  id: text('id').primaryKey(),
  organisationId: text('organisation_id').notNull(),
  userId: text('user_id').notNull(),
  title: text('title').notNull(),
  version: bigint('version', { mode: 'number' }).notNull().default(1),
  activeLeafId: text('active_leaf_id'),
  messageCount: integer('message_count').notNull().default(0),
  requestKey: bytea('request_key'),
  createdAt: moment('created_at').notNull(),
  updatedAt: moment('updated_at').notNull(),
});

/** The messages of conversations: a tree by `parentId`, in the order of `seq`. */
export const messages = stepwiseSchema.table('messages', {
  id: text('id').primaryKey(),
  conversationId: text('conversation_id').notNull(),
  parentId: text('parent_id'),
  seq: integer('seq').notNull(),
  role: text('role').$type<MessageRole>().notNull(),
  content: text('content').notNull(),
  /** For searches alone: as long as the text. */
  words: tsvector('words')
    .notNull()
    .generatedAlwaysAs(sql`to_tsvector('simple', left(content, 100000))`),
  state: text('state').$type<MessageState>().notNull(),
  leaseUntil: moment('lease_until'),
  chatId: text('chat_id'),
  answer: jsonb('answer').$type<MessageAnswer>(),
  toolCalls: jsonb('tool_calls').$type<MessageToolCall[]>(),
  toolCallId: text('tool_call_id'),
  requestKey: bytea('request_key'),
  createdAt: moment('created_at').notNull(),
});
