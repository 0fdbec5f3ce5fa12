import type {
  AppendMessages,
  ChangeConversation,
  Conversation,
  ConversationMessage,
  ConversationPage,
  ConversationSummary,
  CreateConversation,
  ExportFormat,
  ForkConversation,
  ImportConversation,
} from '@app/contracts';
import {
  draftOf,
  ConversationStore,
  importJson,
  importJsonl,
  messagePath,
  type ConversationOwner,
  type ConversationQuery,
} from '@app/conversations';
import { AppError, type Principal } from '@app/kernel';
import { Injectable } from '@nestjs/common';
import { AnswersInProgress } from './answers-in-progress';
import { ConversationActs, type ActOrigin } from './conversation-acts';
import { readCursor, writeCursor } from './conversation-cursor';

const DEFAULT_PAGE = 20;

/** What users do with their conversations beside chatting in them. */
@Injectable()
export class ConversationsService {
  constructor(
    private readonly store: ConversationStore,
    private readonly acts: ConversationActs,
    private readonly answers: AnswersInProgress,
  ) {}

  create(
    owner: ConversationOwner,
    { title, messages }: CreateConversation,
    requestKey?: Buffer,
  ): Promise<Conversation> {
    return this.store.create(owner, {
      ...(title === undefined ? {} : { title: requireTitle(title) }),
      ...(messages === undefined ? {} : { messages }),
      ...(requestKey === undefined ? {} : { requestKey }),
    });
  }

  async list(
    owner: ConversationOwner,
    { limit = DEFAULT_PAGE, cursor, q }: { limit?: number; cursor?: string; q?: string },
  ): Promise<ConversationPage> {
    // One more than asked for tells whether there is a next page.
    const query: ConversationQuery = { limit: limit + 1 };
    if (cursor !== undefined) query.after = readCursor(cursor, owner);
    if (q !== undefined) query.search = q;
    const found = await this.store.list(owner, query);
    const conversations = found.slice(0, limit);
    const last = conversations.at(-1);
    return {
      conversations,
      ...(found.length > limit && last !== undefined ? { nextCursor: writeCursor(last, owner) } : {}),
    };
  }

  read(owner: ConversationOwner, id: string): Promise<Conversation> {
    return this.store.read(owner, id);
  }

  change(
    owner: ConversationOwner,
    id: string,
    { title, activeLeafId }: ChangeConversation,
    expectedVersion: number | undefined,
  ): Promise<ConversationSummary> {
    if (title === undefined && activeLeafId === undefined) {
      throw new AppError('missing_parameter', 'Give title, activeLeafId or both.', { param: 'title' });
    }
    const change = {
      ...(title === undefined ? {} : { title: requireTitle(title) }),
      ...(activeLeafId === undefined ? {} : { activeLeafId }),
    };
    return this.store.change(owner, id, change, expectedVersion);
  }

  /** Also ends the answers that this process is giving in it. */
  async delete(
    principal: Principal,
    id: string,
    expectedVersion: number | undefined,
    origin: ActOrigin,
  ): Promise<void> {
    const act = { action: 'conversation.delete', idOf: () => id } as const;
    await this.acts.record(principal, origin, act, () => this.store.delete(principal, id, expectedVersion));
    this.answers.endIn(id);
  }

  /** The conversation for a file, written down. */
  export(principal: Principal, id: string, format: ExportFormat, origin: ActOrigin): Promise<Conversation> {
    const act = { action: 'conversation.export', idOf: () => id, details: { format } } as const;
    return this.acts.record(principal, origin, act, () => this.store.read(principal, id));
  }

  append(
    owner: ConversationOwner,
    id: string,
    { messages, parentMessageId }: AppendMessages,
    expectedVersion: number | undefined,
  ): Promise<{ conversation: ConversationSummary; messages: ConversationMessage[] }> {
    const appending = { messages, ...(parentMessageId === undefined ? {} : { parentId: parentMessageId }) };
    return this.store.append(owner, id, appending, expectedVersion);
  }

  /** The messages up to one of them, in a conversation of their own. */
  async fork(
    owner: ConversationOwner,
    id: string,
    { messageId, title }: ForkConversation,
    requestKey?: Buffer,
  ): Promise<Conversation> {
    const original = await this.store.read(owner, id);
    const path = messagePath(original.messages, messageId ?? original.activeLeafId);
    if (path === undefined) {
      throw new AppError('not_found', 'The conversation has no message of this id.', { param: 'messageId' });
    }
    const name = title === undefined ? original.title : requireTitle(title);
    return this.store.create(owner, {
      title: name,
      messages: path.map(draftOf),
      ...(requestKey === undefined ? {} : { requestKey }),
    });
  }

  import(
    principal: Principal,
    { conversation, jsonl }: ImportConversation,
    origin: ActOrigin,
    requestKey?: Buffer,
  ): Promise<Conversation> {
    if (conversation === undefined && jsonl === undefined) {
      throw new AppError('missing_parameter', 'Give conversation or jsonl.', { param: 'conversation' });
    }
    if (conversation !== undefined && jsonl !== undefined) {
      throw new AppError('invalid_parameter', 'Give conversation or jsonl, not both.', { param: 'conversation' });
    }
    const draft = conversation === undefined ? importJsonl(jsonl ?? '') : importJson(conversation);
    const act = { action: 'conversation.import', idOf: (made: Conversation) => made.id } as const;
    return this.acts.record(principal, origin, act, () =>
      this.store.create(principal, { ...draft, ...(requestKey === undefined ? {} : { requestKey }) }),
    );
  }
}

function requireTitle(title: string): string {
  if (title.trim() !== '') return title;
  throw new AppError('invalid_parameter', 'title holds only white space.', { param: 'title' });
}
