import type { Conversation, ConversationMessage, ConversationSummary, MessageUsage } from '@app/contracts';
import type { Clock, IdGenerator } from '@app/kernel';
import { conversations, messages, type SqlDatabase, type SqlExecutor } from '@app/storage';
import { and, asc, desc, eq } from 'drizzle-orm';
import { conversationFull, MAX_CONVERSATION_MESSAGES, noConversation, noMessage } from '../../conversation-errors';
import {
  ConversationStore,
  type Appending,
  type BegunTurn,
  type ConversationDraft,
  type ConversationOwner,
  type ConversationQuery,
  type TurnBegin,
  type TurnCheckpoint,
  type TurnEnding,
} from '../../conversation-store';
import { storableText } from '../../storable';
import { titleOf, UNTITLED } from '../../title-of';
import { buildMessages } from '../build-messages';
import { beginTurn } from './begin-turn';
import {
  isOwnedBy,
  lockConversation,
  saveConversation,
  SUMMARY_COLUMNS,
  toSummary,
  type ConversationRow,
} from './conversation-rows';
import { MESSAGE_COLUMNS, toMessage, toRow } from './message-rows';
import { searchCondition, afterCondition } from './list-conditions';
import { checkpointTurns, endTurn, interruptOverdue, noteUsage } from './running-turns';

/** Rows of one INSERT: a statement has at most 65,535 parameters. */
const ROWS_PER_INSERT = 1_000;

/** Conversations in Postgres. */
export class SqlConversationStore extends ConversationStore {
  constructor(
    private readonly database: SqlDatabase,
    private readonly clock: Clock,
    private readonly ids: IdGenerator,
  ) {
    super();
  }

  create(owner: ConversationOwner, draft: ConversationDraft): Promise<Conversation> {
    return this.database.write(async (sql) => {
      const known = await this.findRequest(sql, owner, draft.requestKey);
      const { id } = known ?? (await this.insert(sql, owner, draft));
      return this.readWhole(sql, owner, id);
    });
  }

  async list(owner: ConversationOwner, { limit, after, search }: ConversationQuery): Promise<ConversationSummary[]> {
    const rows = await this.database.read((sql) =>
      sql
        .select()
        .from(conversations)
        .where(
          and(
            isOwnedBy(owner),
            after === undefined ? undefined : afterCondition(after),
            search === undefined ? undefined : searchCondition(storableText(search)),
          ),
        )
        .orderBy(desc(conversations.updatedAt), desc(conversations.id))
        .limit(limit),
    );
    return rows.map(toSummary);
  }

  read(owner: ConversationOwner, id: string): Promise<Conversation> {
    return this.database.read((sql) => this.readWhole(sql, owner, id));
  }

  change(
    owner: ConversationOwner,
    id: string,
    { title, activeLeafId }: { title?: string; activeLeafId?: string },
    expectedVersion?: number,
  ): Promise<ConversationSummary> {
    return this.database.write(async (sql) => {
      const row = await lockConversation(sql, owner, id, expectedVersion);
      if (activeLeafId !== undefined) await requireMessage(sql, id, activeLeafId);
      const change = {
        ...(title === undefined ? {} : { title: storableText(title) }),
        ...(activeLeafId === undefined ? {} : { activeLeafId }),
      };
      return toSummary(await saveConversation(sql, row, change, this.clock.now()));
    });
  }

  async delete(owner: ConversationOwner, id: string, expectedVersion?: number): Promise<void> {
    await this.database.write(async (sql) => {
      await lockConversation(sql, owner, id, expectedVersion);
      await sql.delete(conversations).where(eq(conversations.id, id));
    });
  }

  append(
    owner: ConversationOwner,
    id: string,
    { messages: drafts, parentId }: Appending,
    expectedVersion?: number,
  ): Promise<{ conversation: ConversationSummary; messages: ConversationMessage[] }> {
    return this.database.write(async (sql) => {
      const row = await lockConversation(sql, owner, id, expectedVersion);
      if (parentId !== undefined && parentId !== null) await requireMessage(sql, id, parentId);
      const now = this.clock.now();
      const built = buildMessages(drafts, parentId === undefined ? row.activeLeafId : parentId, now, this.ids);
      await insertMessages(sql, row, built);
      const title = row.messageCount === 0 && row.title === UNTITLED ? { title: titleOf(built) } : {};
      const change = { ...title, activeLeafId: built.at(-1)?.id ?? row.activeLeafId };
      const messageCount = row.messageCount + built.length;
      const saved = await saveConversation(sql, row, { ...change, messageCount }, now);
      return { conversation: toSummary(saved), messages: built };
    });
  }

  beginTurn(owner: ConversationOwner, begin: TurnBegin): Promise<BegunTurn> {
    return this.database.write(async (sql) => {
      const stored = await this.storedConversation(sql, owner, begin);
      const row = stored ?? this.newRow(owner, { title: titleOf(begin.messages), requestKey: begin.requestKey });
      return beginTurn(sql, row, begin, { now: this.clock.now(), ids: this.ids, isNew: stored === undefined });
    });
  }

  async checkpoint(checkpoints: readonly TurnCheckpoint[], leaseUntilMs: number): Promise<void> {
    await this.database.write((sql) => checkpointTurns(sql, checkpoints, leaseUntilMs));
  }

  endTurn(messageId: string, end: TurnEnding): Promise<number | undefined> {
    return this.database.write((sql) => endTurn(sql, messageId, end, this.clock.now()));
  }

  noteUsage(messageId: string, usage: MessageUsage): Promise<void> {
    return this.database.write((sql) => noteUsage(sql, messageId, usage));
  }

  interruptOverdue(): Promise<number> {
    return this.database.write((sql) => interruptOverdue(sql, this.clock.now()));
  }

  deleteAll(owner: ConversationOwner): Promise<number> {
    return this.database.write(async (sql) => {
      const { rowCount } = await sql.delete(conversations).where(isOwnedBy(owner));
      return rowCount ?? 0;
    });
  }

  async knowsChat(owner: ConversationOwner, chatId: string): Promise<boolean> {
    const rows = await this.database.read((sql) =>
      sql
        .select({ id: messages.id })
        .from(messages)
        .innerJoin(conversations, eq(conversations.id, messages.conversationId))
        .where(and(isOwnedBy(owner), eq(messages.chatId, chatId)))
        .limit(1),
    );
    return rows.length > 0;
  }

  /** The conversation that a turn belongs to, locked; undefined when the turn begins one. */
  private storedConversation(
    sql: SqlExecutor,
    owner: ConversationOwner,
    { conversationId, expectedVersion, requestKey }: TurnBegin,
  ): Promise<ConversationRow | undefined> {
    if (conversationId !== undefined) return lockConversation(sql, owner, conversationId, expectedVersion);
    return this.findRequest(sql, owner, requestKey);
  }

  private async findRequest(
    sql: SqlExecutor,
    owner: ConversationOwner,
    requestKey: Buffer | undefined,
  ): Promise<ConversationRow | undefined> {
    if (requestKey === undefined) return undefined;
    const [row] = await sql
      .select()
      .from(conversations)
      .where(and(isOwnedBy(owner), eq(conversations.requestKey, requestKey)))
      .for('update');
    return row;
  }

  private async insert(sql: SqlExecutor, owner: ConversationOwner, draft: ConversationDraft): Promise<ConversationRow> {
    const { messages: drafts = [], activeLeaf } = draft;
    const empty = this.newRow(owner, { title: draft.title ?? titleOf(drafts), requestKey: draft.requestKey });
    const built = buildMessages(drafts, null, empty.createdAt.getTime(), this.ids);
    const activeLeafId = built[activeLeaf ?? built.length - 1]?.id ?? null;
    const row = { ...empty, activeLeafId, messageCount: built.length };
    await sql.insert(conversations).values(row);
    await insertMessages(sql, empty, built);
    return row;
  }

  /** The row of a conversation in which nothing was said, not stored. */
  private newRow(
    { organisationId, userId }: ConversationOwner,
    { title, requestKey }: { title: string; requestKey: Buffer | undefined },
  ): ConversationRow {
    const now = this.clock.now();
    return {
      id: this.ids.nextOrdered('conv', now),
      organisationId,
      userId,
      title: storableText(title),
      version: 1,
      activeLeafId: null,
      messageCount: 0,
      requestKey: requestKey ?? null,
      createdAt: new Date(now),
      updatedAt: new Date(now),
    };
  }

  /** In one statement, so that the version is that of the messages. */
  private async readWhole(sql: SqlExecutor, owner: ConversationOwner, id: string): Promise<Conversation> {
    const rows = await sql
      .select({ conversation: SUMMARY_COLUMNS, message: MESSAGE_COLUMNS })
      .from(conversations)
      .leftJoin(messages, eq(messages.conversationId, conversations.id))
      .where(and(eq(conversations.id, id), isOwnedBy(owner)))
      .orderBy(asc(messages.seq));
    const [first] = rows;
    if (first === undefined) throw noConversation();
    const now = this.clock.now();
    const stored = rows.flatMap(({ message }) => (message === null ? [] : [toMessage(message, now)]));
    return { ...toSummary(first.conversation), messages: stored };
  }
}

async function requireMessage(sql: SqlExecutor, conversationId: string, id: string): Promise<void> {
  const rows = await sql
    .select({ id: messages.id })
    .from(messages)
    .where(and(eq(messages.conversationId, conversationId), eq(messages.id, id)));
  if (rows.length === 0) throw noMessage();
}

async function insertMessages(
  sql: SqlExecutor,
  { id, messageCount }: ConversationRow,
  built: readonly ConversationMessage[],
): Promise<void> {
  if (messageCount + built.length > MAX_CONVERSATION_MESSAGES) throw conversationFull();
  const rows = built.map((message, index) => toRow(message, id, messageCount + index + 1));
  for (let at = 0; at < rows.length; at += ROWS_PER_INSERT) {
    await sql.insert(messages).values(rows.slice(at, at + ROWS_PER_INSERT));
  }
}
