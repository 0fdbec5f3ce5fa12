import type { ConversationMessage } from '@app/contracts';
import { AppError, type IdGenerator } from '@app/kernel';
import { conversations, messages, type SqlExecutor } from '@app/storage';
import { and, asc, eq } from 'drizzle-orm';
import { conversationFull, MAX_CONVERSATION_MESSAGES } from '../../conversation-errors';
import type { BegunTurn, HistoryMessage, TurnBegin } from '../../conversation-store';
import { planTurn } from '../../tree/plan-turn';
import { titleOf, UNTITLED } from '../../title-of';
import { buildMessages } from '../build-messages';
import { toHistory } from '../to-history';
import {
  changedRow,
  saveConversation,
  toSummary,
  type ConversationChange,
  type ConversationRow,
} from './conversation-rows';
import { MESSAGE_COLUMNS, toMessage, toRow } from './message-rows';

/** What {@link beginTurn} works with. */
export interface BeginParts {
  now: number;
  ids: IdGenerator;
  /** Whether the conversation is not stored yet: then it is with this turn. */
  isNew: boolean;
}

/** Stores question and empty answer of a turn, in the transaction that holds the lock of its conversation or begins it. */
export async function beginTurn(
  sql: SqlExecutor,
  row: ConversationRow,
  begin: TurnBegin,
  { now, ids, isNew }: BeginParts,
): Promise<BegunTurn> {
  const tree = row.messageCount === 0 ? [] : await readTree(sql, row.id, now);
  const earlier = isNew ? undefined : await earlierAnswer(sql, row.id, begin.requestKey, now);
  if (earlier?.state === 'complete') return toAnswered(row, tree, earlier);
  const wish = earlier === undefined ? begin : { messages: [], regenerate: earlier.id };
  const { before, added } = planTurn(tree, row.activeLeafId, wish);
  const built = buildMessages(added, before.at(-1)?.id ?? null, now, ids);
  const history = [...before, ...built.map(toHistory)];
  const question = history.at(-1)?.id ?? null;
  const answer: ConversationMessage = {
    id: ids.nextOrdered('msg', now),
    parentId: question,
    role: 'assistant',
    content: '',
    state: 'in_progress',
    createdAt: now,
    chatId: begin.chatId,
  };
  const stored = [...built, answer];
  if (row.messageCount + stored.length > MAX_CONVERSATION_MESSAGES) throw conversationFull();
  const title = row.title === UNTITLED && row.messageCount === 0 ? { title: titleOf(history) } : {};
  const change = { ...title, activeLeafId: answer.id, messageCount: row.messageCount + stored.length };
  const saved = isNew ? await insertChanged(sql, row, change, now) : await saveConversation(sql, row, change, now);
  await sql.insert(messages).values(
    stored.map((message, index) => ({
      ...toRow(message, row.id, row.messageCount + index + 1),
      ...(message === answer ? { leaseUntil: new Date(begin.leaseUntilMs), requestKey: begin.requestKey ?? null } : {}),
    })),
  );
  return { conversation: toSummary(saved), userMessageId: question ?? '', messageId: answer.id, history };
}

/** A conversation of which nothing is stored, as it is after its first change. */
async function insertChanged(
  sql: SqlExecutor,
  row: ConversationRow,
  change: ConversationChange,
  now: number,
): Promise<ConversationRow> {
  const saved = changedRow(row, change, now);
  await sql.insert(conversations).values(saved);
  return saved;
}

async function readTree(sql: SqlExecutor, conversationId: string, now: number): Promise<HistoryMessage[]> {
  const rows = await sql
    .select({
      id: messages.id,
      parentId: messages.parentId,
      role: messages.role,
      content: messages.content,
      state: messages.state,
      leaseUntil: messages.leaseUntil,
      toolCalls: messages.toolCalls,
      toolCallId: messages.toolCallId,
      createdAt: messages.createdAt,
    })
    .from(messages)
    .where(eq(messages.conversationId, conversationId))
    .orderBy(asc(messages.seq));
  return rows.map((row) => toHistory(toMessage({ ...row, chatId: null, answer: null }, now)));
}

/** What an earlier request of the same key was answered. One that did not come to its end gives the key up. */
async function earlierAnswer(
  sql: SqlExecutor,
  conversationId: string,
  requestKey: Buffer | undefined,
  now: number,
): Promise<ConversationMessage | undefined> {
  if (requestKey === undefined) return undefined;
  const isSame = and(eq(messages.conversationId, conversationId), eq(messages.requestKey, requestKey));
  const [row] = await sql.select(MESSAGE_COLUMNS).from(messages).where(isSame);
  if (row === undefined) return undefined;
  const earlier = toMessage(row, now);
  if (earlier.state === 'in_progress') {
    throw new AppError('idempotency_in_flight', 'The request with this Idempotency-Key is still being answered.', {
      retryable: true,
      retryAfterMs: 1_000,
    });
  }
  if (earlier.state !== 'complete') await sql.update(messages).set({ requestKey: null }).where(isSame);
  return earlier;
}

function toAnswered(row: ConversationRow, tree: readonly HistoryMessage[], answered: ConversationMessage): BegunTurn {
  const question = answered.parentId ?? '';
  return {
    conversation: toSummary(row),
    userMessageId: question,
    messageId: answered.id,
    history: tree.filter(({ id }) => id === question),
    answered,
  };
}
