import type { MessageAnswer, MessageState, MessageUsage } from '@app/contracts';
import { conversations, messages, type SqlExecutor } from '@app/storage';
import { and, eq, inArray, sql as raw } from 'drizzle-orm';
import type { TurnCheckpoint, TurnEnding } from '../../conversation-store';
import { storableJson, storableText } from '../../storable';

/** Rows that one statement ends. */
const OVERDUE_PER_STATEMENT = 1_000;

/** All in one statement, whatever their number; by id, so that two processes never wait for each other in a circle. */
export async function checkpointTurns(
  sql: SqlExecutor,
  checkpoints: readonly TurnCheckpoint[],
  leaseUntilMs: number,
): Promise<void> {
  if (checkpoints.length === 0) return;
  const rows = checkpoints.map(({ messageId, progress }) => ({
    id: messageId,
    content: progress === undefined ? null : storableText(progress.content),
    answer: progress === undefined ? null : storableJson(withoutChatId(progress.answer)),
  }));
  await sql.execute(raw`
    UPDATE ${messages} SET lease_until = ${new Date(leaseUntilMs).toISOString()}::timestamptz,
      content = coalesce(given.content, ${messages.content}), answer = coalesce(given.answer, ${messages.answer})
    FROM (
      SELECT locked.id, new.content, new.answer
      FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS new (id text, content text, answer jsonb)
      JOIN ${messages} AS locked ON locked.id = new.id AND locked.state = 'in_progress'
      ORDER BY locked.id FOR UPDATE OF locked
    ) AS given WHERE ${messages.id} = given.id`);
}

/** Ends an answer in progress and raises the version of its conversation, which it returns. */
export async function endTurn(
  sql: SqlExecutor,
  messageId: string,
  { state, content, answer, toolCalls }: TurnEnding,
  nowMs: number,
): Promise<number | undefined> {
  const known = storableJson(withoutChatId(answer));
  const called = toolCalls === undefined || toolCalls.length === 0 ? null : storableJson(toolCalls);
  // One statement: a round trip is what both of these cost most.
  const { rows } = await sql.execute<{ version: string }>(raw`
    WITH ended AS (
      UPDATE ${messages} SET state = ${state}, lease_until = NULL, content = ${storableText(content)},
        answer = ${JSON.stringify(known)}::jsonb, tool_calls = ${called === null ? null : JSON.stringify(called)}::jsonb
      WHERE id = ${messageId} AND ${inArray(messages.state, endedBy(state))}
      RETURNING conversation_id
    )
    UPDATE ${conversations} SET version = version + 1,
      updated_at = greatest(updated_at, ${new Date(nowMs).toISOString()}::timestamptz)
    FROM ended WHERE id = ended.conversation_id RETURNING version`);
  return rows[0] === undefined ? undefined : Number(rows[0].version);
}

/** Puts what an answer without an end used into what is known of it. */
export async function noteUsage(sql: SqlExecutor, messageId: string, usage: MessageUsage): Promise<void> {
  await sql
    .update(messages)
    .set({ answer: raw`coalesce(${messages.answer}, '{}') || ${JSON.stringify({ usage })}::jsonb` })
    .where(and(eq(messages.id, messageId), inArray(messages.state, ['interrupted', 'failed'])));
}

/** Ends what is overdue, some at a time. Rows that another process ends at the moment are left to it. */
export async function interruptOverdue(sql: SqlExecutor, nowMs: number): Promise<number> {
  const { rows } = await sql.execute<{ count: number }>(raw`
    WITH overdue AS (
      SELECT id FROM ${messages} WHERE lease_until <= ${new Date(nowMs).toISOString()}::timestamptz
      ORDER BY id LIMIT ${OVERDUE_PER_STATEMENT} FOR UPDATE SKIP LOCKED
    ), ended AS (
      UPDATE ${messages} SET state = 'interrupted', lease_until = NULL FROM overdue
      WHERE ${messages.id} = overdue.id RETURNING conversation_id
    ), noted AS (
      UPDATE ${conversations} SET version = version + 1 WHERE id IN (SELECT conversation_id FROM ended)
    )
    SELECT count(*)::int AS count FROM ended`);
  return rows[0]?.count ?? 0;
}

/** A whole answer also ends one that was given up for dead. */
function endedBy(state: MessageState): MessageState[] {
  return state === 'complete' ? ['in_progress', 'interrupted'] : ['in_progress'];
}

/** It has a column of its own. */
function withoutChatId({ chatId: _column, ...answer }: MessageAnswer): MessageAnswer {
  return answer;
}
