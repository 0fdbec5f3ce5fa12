import type { ConversationMessage, MessageAnswer } from '@app/contracts';
import { messages } from '@app/storage';
import { getTableColumns } from 'drizzle-orm';

const { words: _forSearches, ...columns } = getTableColumns(messages);

/** What is read of a message: all but the words that it is found by. */
export const MESSAGE_COLUMNS = columns;

type MessageRow = Omit<typeof messages.$inferSelect, 'words'>;
type NewRow = typeof messages.$inferInsert;

/** A row as a message. An answer whose lease is over is shown as interrupted, whether or not that was noted yet. */
export function toMessage(
  row: Omit<MessageRow, 'requestKey' | 'seq' | 'conversationId'>,
  nowMs: number,
): ConversationMessage {
  const { id, parentId, role, content, leaseUntil, chatId, answer, toolCalls, toolCallId, createdAt } = row;
  const isOverdue = leaseUntil !== null && leaseUntil.getTime() <= nowMs;
  return {
    ...answer,
    ...(chatId === null ? {} : { chatId }),
    id,
    parentId,
    role,
    content,
    state: isOverdue ? 'interrupted' : row.state,
    createdAt: createdAt.getTime(),
    ...(toolCalls === null ? {} : { toolCalls }),
    ...(toolCallId === null ? {} : { toolCallId }),
  };
}

/** A message as a row of a conversation. */
export function toRow(message: ConversationMessage, conversationId: string, seq: number): NewRow {
  const { id, parentId, role, content, state, createdAt, toolCalls, toolCallId, chatId, ...answer } = message;
  return {
    id,
    conversationId,
    parentId,
    seq,
    role,
    content,
    state,
    chatId: chatId ?? null,
    answer: Object.keys(answer).length === 0 ? null : (answer satisfies MessageAnswer),
    toolCalls: toolCalls ?? null,
    toolCallId: toolCallId ?? null,
    createdAt: new Date(createdAt),
  };
}
