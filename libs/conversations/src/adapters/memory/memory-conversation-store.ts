/* oxlint-disable typescript/require-await -- the port is asynchronous, memory is not: what is thrown becomes a rejection */
import type {
  Conversation,
  ConversationMessage,
  ConversationSummary,
  MessageState,
  MessageUsage,
} from '@app/contracts';
import type { Clock, IdGenerator } from '@app/kernel';
import {
  conversationFull,
  MAX_CONVERSATION_MESSAGES,
  noConversation,
  noMessage,
  versionConflict,
} from '../../conversation-errors';
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
import { storableJson, storableText } from '../../storable';
import { titleOf, UNTITLED } from '../../title-of';
import { buildMessages } from '../build-messages';
import { beginInMemory } from './begin-in-memory';
import type { MemoryConversation } from './memory-conversation';
import { matchesSearch } from './matches-search';

/** Conversations in the memory of one process, for tests and for whoever wants none kept. */
export class MemoryConversationStore extends ConversationStore {
  private readonly conversations = new Map<string, MemoryConversation>();

  constructor(
    private readonly clock: Clock,
    private readonly ids: IdGenerator,
  ) {
    super();
  }

  async create(owner: ConversationOwner, draft: ConversationDraft): Promise<Conversation> {
    return this.show(this.findRequest(owner, draft.requestKey) ?? this.insert(owner, draft));
  }

  async list(owner: ConversationOwner, { limit, after, search }: ConversationQuery): Promise<ConversationSummary[]> {
    return [...this.conversations.values()]
      .filter((conversation) => isOwner(conversation, owner))
      .filter((conversation) => search === undefined || matchesSearch(conversation, search))
      .map(({ summary }) => ({ ...summary }))
      .sort(byNewest)
      .filter((summary) => after === undefined || byNewest(after, summary) < 0)
      .slice(0, limit);
  }

  async read(owner: ConversationOwner, id: string): Promise<Conversation> {
    return this.show(this.find(owner, id));
  }

  async change(
    owner: ConversationOwner,
    id: string,
    { title, activeLeafId }: { title?: string; activeLeafId?: string },
    expectedVersion?: number,
  ): Promise<ConversationSummary> {
    const found = this.find(owner, id, expectedVersion);
    if (activeLeafId !== undefined) requireMessage(found, activeLeafId);
    if (title !== undefined) found.summary.title = storableText(title);
    if (activeLeafId !== undefined) found.summary.activeLeafId = activeLeafId;
    return this.touch(found);
  }

  async delete(owner: ConversationOwner, id: string, expectedVersion?: number): Promise<void> {
    this.find(owner, id, expectedVersion);
    this.conversations.delete(id);
  }

  async append(
    owner: ConversationOwner,
    id: string,
    { messages, parentId }: Appending,
    expectedVersion?: number,
  ): Promise<{ conversation: ConversationSummary; messages: ConversationMessage[] }> {
    const found = this.find(owner, id, expectedVersion);
    if (parentId !== undefined && parentId !== null) requireMessage(found, parentId);
    const follows = parentId === undefined ? found.summary.activeLeafId : parentId;
    const built = buildMessages(messages, follows, this.clock.now(), this.ids);
    if (found.messages.length + built.length > MAX_CONVERSATION_MESSAGES) throw conversationFull();
    const { summary } = found;
    if (found.messages.length === 0 && summary.title === UNTITLED) summary.title = titleOf(built);
    found.messages.push(...built);
    summary.activeLeafId = built.at(-1)?.id ?? summary.activeLeafId;
    return { conversation: this.touch(found), messages: structuredClone(built) };
  }

  async beginTurn(owner: ConversationOwner, begin: TurnBegin): Promise<BegunTurn> {
    const { conversationId, expectedVersion, requestKey } = begin;
    const found =
      conversationId === undefined
        ? (this.findRequest(owner, requestKey) ??
          this.insert(owner, { title: titleOf(begin.messages), ...(requestKey === undefined ? {} : { requestKey }) }))
        : this.find(owner, conversationId, expectedVersion);
    this.interruptDead(found);
    const begun = beginInMemory(found, begin, { now: this.clock.now(), ids: this.ids });
    return begun.answered === undefined ? { ...begun, conversation: this.touch(found) } : begun;
  }

  async checkpoint(checkpoints: readonly TurnCheckpoint[], leaseUntilMs: number): Promise<void> {
    for (const { messageId, progress } of checkpoints) {
      const running = this.findRunning(messageId);
      if (running === undefined) continue;
      running.found.leases.set(messageId, leaseUntilMs);
      if (progress === undefined) continue;
      Object.assign(running.message, storableJson(progress.answer), { content: storableText(progress.content) });
    }
  }

  async endTurn(
    messageId: string,
    { state, content, answer, toolCalls = [] }: TurnEnding,
  ): Promise<number | undefined> {
    // A whole answer also ends one that was given up for dead.
    const running = this.findRunning(
      messageId,
      state === 'complete' ? ['in_progress', 'interrupted'] : ['in_progress'],
    );
    if (running === undefined) return undefined;
    const { found, message } = running;
    Object.assign(message, storableJson(answer), { state, content: storableText(content) });
    if (toolCalls.length > 0) message.toolCalls = storableJson(toolCalls);
    found.leases.delete(messageId);
    return this.touch(found).version;
  }

  async noteUsage(messageId: string, usage: MessageUsage): Promise<void> {
    const ended = this.findRunning(messageId, ['interrupted', 'failed']);
    if (ended !== undefined) ended.message.usage = { ...usage };
  }

  async interruptOverdue(): Promise<number> {
    return [...this.conversations.values()].reduce((count, found) => count + this.interruptDead(found), 0);
  }

  async deleteAll(owner: ConversationOwner): Promise<number> {
    return this.drop((found) => isOwner(found, owner));
  }

  async knowsChat(owner: ConversationOwner, chatId: string): Promise<boolean> {
    return [...this.conversations.values()].some(
      (found) => isOwner(found, owner) && found.messages.some((message) => message.chatId === chatId),
    );
  }

  private drop(isDropped: (found: MemoryConversation) => boolean): number {
    const dropped = [...this.conversations].filter(([, found]) => isDropped(found));
    for (const [id] of dropped) this.conversations.delete(id);
    return dropped.length;
  }

  private interruptDead(found: MemoryConversation): number {
    const dead = [...found.leases].filter(([, leaseUntilMs]) => leaseUntilMs <= this.clock.now());
    for (const [id] of dead) {
      found.leases.delete(id);
      const message = found.messages.find((stored) => stored.id === id);
      if (message !== undefined) message.state = 'interrupted';
    }
    if (dead.length > 0) found.summary.version += 1;
    return dead.length;
  }

  private insert(owner: ConversationOwner, draft: ConversationDraft): MemoryConversation {
    const now = this.clock.now();
    const drafts = draft.messages ?? [];
    const messages = buildMessages(drafts, null, now, this.ids);
    if (messages.length > MAX_CONVERSATION_MESSAGES) throw conversationFull();
    const id = this.ids.nextOrdered('conv', now);
    const made: MemoryConversation = {
      owner: { organisationId: owner.organisationId, userId: owner.userId },
      summary: {
        id,
        title: storableText(draft.title ?? titleOf(drafts)),
        version: 1,
        activeLeafId: messages[draft.activeLeaf ?? messages.length - 1]?.id ?? null,
        messageCount: messages.length,
        createdAt: now,
        updatedAt: now,
      },
      messages,
      leases: new Map(),
      requests: new Map(),
      requestKey: draft.requestKey?.toString('hex'),
    };
    this.conversations.set(id, made);
    return made;
  }

  private find(owner: ConversationOwner, id: string, expectedVersion?: number): MemoryConversation {
    const found = this.conversations.get(id);
    if (found === undefined || !isOwner(found, owner)) throw noConversation();
    if (expectedVersion !== undefined && found.summary.version !== expectedVersion) {
      throw versionConflict(found.summary.version);
    }
    return found;
  }

  private findRequest(owner: ConversationOwner, requestKey: Buffer | undefined): MemoryConversation | undefined {
    const key = requestKey?.toString('hex');
    if (key === undefined) return undefined;
    return [...this.conversations.values()].find((found) => isOwner(found, owner) && found.requestKey === key);
  }

  private findRunning(
    id: string,
    states: readonly MessageState[] = ['in_progress'],
  ): { found: MemoryConversation; message: ConversationMessage } | undefined {
    for (const found of this.conversations.values()) {
      const message = found.messages.find((stored) => stored.id === id && states.includes(stored.state));
      if (message !== undefined) return { found, message };
    }
    return undefined;
  }

  private touch({ summary, messages }: MemoryConversation): ConversationSummary {
    summary.version += 1;
    summary.messageCount = messages.length;
    summary.updatedAt = Math.max(summary.updatedAt, this.clock.now());
    return { ...summary };
  }

  private show(found: MemoryConversation): Conversation {
    const messages = found.messages.map((message) => {
      const isOverdue = (found.leases.get(message.id) ?? Infinity) <= this.clock.now();
      return isOverdue ? { ...message, state: 'interrupted' as const } : message;
    });
    return structuredClone({ ...found.summary, messages });
  }
}

function isOwner({ owner }: MemoryConversation, { organisationId, userId }: ConversationOwner): boolean {
  return owner.organisationId === organisationId && owner.userId === userId;
}

function requireMessage({ messages }: MemoryConversation, id: string): void {
  if (!messages.some((message) => message.id === id)) throw noMessage();
}

function byNewest(a: { updatedAt: number; id: string }, b: { updatedAt: number; id: string }): number {
  return b.updatedAt - a.updatedAt || (a.id < b.id ? 1 : a.id > b.id ? -1 : 0);
}
