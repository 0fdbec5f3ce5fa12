import type {
  Conversation,
  ConversationMessage,
  ConversationSummary,
  MessageAnswer,
  MessageState,
  MessageToolCall,
  MessageUsage,
  NewMessage,
} from '@app/contracts';
import type { Principal } from '@app/kernel';

/** Whose conversations. Nobody else's are found: to others they do not exist. */
export type ConversationOwner = Pick<Principal, 'organisationId' | 'userId'>;

/** A message that is put into a conversation whole, such as one of an import. */
export interface MessageDraft extends NewMessage {
  /** Default `complete`; never `in_progress`. */
  state?: Exclude<MessageState, 'in_progress'>;
  answer?: MessageAnswer;
  /** Epoch milliseconds. Default: now. */
  createdAt?: number;
  /** The place in the list of the message that it follows; null: none. Default: the one before it. */
  parent?: number | null;
}

/** A conversation to be made. */
export interface ConversationDraft {
  /** Default: made from the first user message. */
  title?: string;
  messages?: readonly MessageDraft[];
  /** The place in the list of the active leaf. Default: the last one. */
  activeLeaf?: number;
  /** Of the request that makes it: with a key that it saw before, the store gives back what that request made. */
  requestKey?: Buffer;
}

/** A page of a list, last used first. */
export interface ConversationQuery {
  /** 1 to 100. */
  limit: number;
  /** Where the page before ended. */
  after?: ConversationPosition;
  /** Words or a part of the title, or words of the texts. */
  search?: string;
}

/** A place in the list. */
export interface ConversationPosition {
  /** Epoch milliseconds. */
  updatedAt: number;
  id: string;
}

/** Messages to be added. */
export interface Appending {
  messages: readonly MessageDraft[];
  /** What the first follows; null: nothing. Default: the active leaf. */
  parentId?: string | null;
}

/** A chat turn that begins. */
export interface TurnBegin {
  /** Undefined begins a new conversation. */
  conversationId?: string;
  /** What the user says now, or, when `isWhole`, all that was said as the client knows it. Empty with `regenerate`. */
  messages: readonly NewMessage[];
  /** True: `messages` tells everything from the beginning on. What is stored of it is found again; the rest is a branch of it. */
  isWhole?: boolean;
  /** What the first message follows; null: nothing. Default: the active leaf. */
  parentId?: string | null;
  /** The stored user message to be answered again, or the answer to be replaced. */
  regenerate?: string;
  /** Refused with `version_conflict` when the conversation is at another one. */
  expectedVersion?: number;
  chatId: string;
  /** Until when this process is sure to have ended the turn or prolonged it, epoch milliseconds. */
  leaseUntilMs: number;
  /** Of the request: with a key that the conversation saw before, the question is not stored twice. */
  requestKey?: Buffer;
}

/** What is stored of a turn that has begun. */
export interface BegunTurn {
  conversation: ConversationSummary;
  /** The question that is answered. */
  userMessageId: string;
  /** The answer, `in_progress`. */
  messageId: string;
  /** All messages from the first to the question. */
  history: HistoryMessage[];
  /** The answer that an earlier request with the same key got, when it is complete: nothing was begun then. */
  answered?: ConversationMessage;
}

/** A message as far as a model needs it. */
export type HistoryMessage = Pick<
  ConversationMessage,
  'id' | 'parentId' | 'role' | 'content' | 'state' | 'toolCalls' | 'toolCallId'
>;

/** How a turn stands or ended. */
export interface TurnContent {
  content: string;
  answer: MessageAnswer;
  toolCalls?: MessageToolCall[];
}

/** How a turn ended. */
export interface TurnEnding extends TurnContent {
  state: Exclude<MessageState, 'in_progress'>;
}

/** What there is so far of an answer in progress. */
export interface TurnCheckpoint {
  messageId: string;
  /** Absent when nothing was added since the last time. */
  progress?: TurnContent;
}

/**
 * Where conversations are kept. Each operation happens as a whole or not at all and joins the unit of work that runs. An id of
 * somebody else's is `not_found`, as one that never was; `version_conflict` carries the version that is there. What the store
 * cannot hold (NUL, halves of surrogate pairs) is replaced by U+FFFD.
 */
export abstract class ConversationStore {
  abstract create(owner: ConversationOwner, draft: ConversationDraft): Promise<Conversation>;

  abstract list(owner: ConversationOwner, query: ConversationQuery): Promise<ConversationSummary[]>;

  /** The conversation with all its messages. Answers in progress whose process died are shown as interrupted. */
  abstract read(owner: ConversationOwner, id: string): Promise<Conversation>;

  /** Changes the title, the active leaf or both. */
  abstract change(
    owner: ConversationOwner,
    id: string,
    change: { title?: string; activeLeafId?: string },
    expectedVersion?: number,
  ): Promise<ConversationSummary>;

  abstract delete(owner: ConversationOwner, id: string, expectedVersion?: number): Promise<void>;

  /** Adds messages; the last one becomes the active leaf. */
  abstract append(
    owner: ConversationOwner,
    id: string,
    appending: Appending,
    expectedVersion?: number,
  ): Promise<{ conversation: ConversationSummary; messages: ConversationMessage[] }>;

  /**
   * Stores the question and an empty answer in progress. Throws `conflict` when the message it follows is still being answered.
   */
  abstract beginTurn(owner: ConversationOwner, begin: TurnBegin): Promise<BegunTurn>;

  /** Keeps what there is so far of answers in progress, and prolongs their leases. Those that have ended are left alone. */
  abstract checkpoint(checkpoints: readonly TurnCheckpoint[], leaseUntilMs: number): Promise<void>;

  /**
   * Ends a turn. Returns the version of the conversation; undefined when the answer is gone or had ended before, and nothing
   * was changed. One that was given up for dead can still become complete.
   */
  abstract endTurn(messageId: string, end: TurnEnding): Promise<number | undefined>;

  /**
   * Says what an answer used that was interrupted or failed, in place of what was known of it. Others are left alone. The version of
   * the conversation stays: nothing was said or changed in it.
   */
  abstract noteUsage(messageId: string, usage: MessageUsage): Promise<void>;

  /** Ends as interrupted what is in progress and whose lease is over. Returns how many. */
  abstract interruptOverdue(): Promise<number>;

  /** Deletes all conversations of a user. Returns how many. */
  abstract deleteAll(owner: ConversationOwner): Promise<number>;

  /** Whether this user was ever answered under this id of a chat. */
  abstract knowsChat(owner: ConversationOwner, chatId: string): Promise<boolean>;
}
