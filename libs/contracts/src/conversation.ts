import type { ChatCacheInfo, ChatTimings } from './chat-response';
import type { ChatUsage, FinishReason } from './chat-usage';
import type { ResolvedStrategyName } from './chat-request';
import type { ErrorCode } from './error-code';
import type { ConfidenceSource, ReasoningStep } from './reasoning-step';
import type { SampleResult, VoteResult } from './vote';

/** Who a stored message is of. */
export const MESSAGE_ROLES = ['system', 'user', 'assistant', 'tool'] as const;

/** One of {@link MESSAGE_ROLES}. */
export type MessageRole = (typeof MESSAGE_ROLES)[number];

/**
 * How a stored message stands. `in_progress`: it is being answered, and `GET /api/v1/chat/{chatId}/stream` follows it.
 * `interrupted`: it was cancelled or its server died; what there was of it is kept. `failed`: the provider failed.
 */
export const MESSAGE_STATES = ['in_progress', 'complete', 'interrupted', 'failed'] as const;

/** One of {@link MESSAGE_STATES}. */
export type MessageState = (typeof MESSAGE_STATES)[number];

/** A call of the client's tools that an assistant message asks for. */
export interface MessageToolCall {
  id: string;
  name: string;
  /** JSON text as the model wrote it. */
  arguments: string;
}

/** As in the response; of an answer that did not come to its end only the total is known. */
export type MessageTimings = Pick<ChatTimings, 'totalMs'> & Partial<ChatTimings>;

/** As in the response; of an answer that did not come to its end less is known, and only of the samples that did. */
export type MessageSample = Pick<SampleResult, 'branch' | 'status' | 'durationMs'> & Partial<SampleResult>;

/** Of an answer that did not come to its end it is what its calls of models are billed. */
export interface MessageUsage extends ChatUsage {
  /** True when the provider did not tell all of it, as when it was stopped: that part is an estimate. */
  estimated?: boolean;
}

/** How an assistant message came to be. A field that is not known is absent. */
export interface MessageAnswer {
  /** Id of the chat turn: `id` of its response. */
  chatId?: string;
  provider?: string;
  model?: string;
  strategy?: ResolvedStrategyName;
  reasoningSteps?: ReasoningStep[];
  /** 0 to 100. Absent when nothing measures it. */
  confidence?: number;
  confidenceSource?: ConfidenceSource;
  /** Only of an answer that samples vote on. */
  samples?: MessageSample[];
  /** As in the response. Absent of an answer that did not come to its vote. */
  vote?: VoteResult;
  finishReason?: FinishReason;
  warnings?: string[];
  usage?: MessageUsage;
  timings?: MessageTimings;
  /** As in the response: how the response cache took part. */
  cache?: ChatCacheInfo;
  /** Why it failed. Present only when `state` is `failed`. */
  errorCode?: ErrorCode;
}

/** One message of a conversation. Messages form a tree: siblings are branches (regenerated answers, edited questions). */
export interface ConversationMessage extends MessageAnswer {
  id: string;
  /** The message before it; null for one that begins the conversation. */
  parentId: string | null;
  role: MessageRole;
  /** The text; of an assistant its final answer. May be empty when it only calls tools or was interrupted. */
  content: string;
  state: MessageState;
  /** Epoch milliseconds. */
  createdAt: number;
  /** Only of an assistant. */
  toolCalls?: MessageToolCall[];
  /** Only of a tool result: the call it answers. */
  toolCallId?: string;
}

/** A conversation without its messages. */
export interface ConversationSummary {
  id: string;
  title: string;
  /** Grows by one with every change. For `If-Match` (the ETag is `"version"`) or the field `version` of a request. */
  version: number;
  /** The last message of the branch that goes on; null in an empty conversation. */
  activeLeafId: string | null;
  /** Of all branches. */
  messageCount: number;
  /** Epoch milliseconds. */
  createdAt: number;
  /** Of the last message or change, epoch milliseconds. Lists are ordered by it, newest first. */
  updatedAt: number;
}

/** Body of `GET /api/v1/conversations/{id}`: the whole tree, in the order in which messages were stored. */
export interface Conversation extends ConversationSummary {
  messages: ConversationMessage[];
}

/** Body of `GET /api/v1/conversations`. */
export interface ConversationPage {
  conversations: ConversationSummary[];
  /** For `?cursor=` of the next page. Absent on the last one. */
  nextCursor?: string;
}

/** A message as a client adds it. */
export interface NewMessage {
  role: MessageRole;
  content: string;
  toolCalls?: MessageToolCall[];
  toolCallId?: string;
}

/** Body of `POST /api/v1/conversations`. */
export interface CreateConversation {
  /** 1 to 200 characters. Default: the beginning of the first user message, else `New conversation`. */
  title?: string;
  /** In order, each the parent of the next. Default: none. */
  messages?: NewMessage[];
}

/** Body of `PATCH /api/v1/conversations/{id}`: at least one of `title` and `activeLeafId`. */
export interface ChangeConversation {
  title?: string;
  /** Shows and goes on with the branch that ends in this message. */
  activeLeafId?: string;
  /** The version that the client saw; another one now is answered 409. Default: any. */
  version?: number;
}

/** Body of `POST /api/v1/conversations/{id}/messages`. */
export interface AppendMessages {
  messages: NewMessage[];
  /** What the first one follows; null begins anew. Default: the active leaf. */
  parentMessageId?: string | null;
  version?: number;
}

/** Body of `POST /api/v1/conversations/{id}/fork`: a new conversation with the messages up to one of them. */
export interface ForkConversation {
  /** The last message to take. Default: the active leaf. */
  messageId?: string;
  /** Default: the title of the original. */
  title?: string;
}

/** The formats of `GET /api/v1/conversations/{id}/export?format=`. `json` and `jsonl` can be imported. */
export const EXPORT_FORMATS = ['json', 'markdown', 'jsonl'] as const;

/** One of {@link EXPORT_FORMATS}. */
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/** A conversation as `json` exports it. Ids are only names within the file: an import gives new ones. */
export interface ExportedConversation {
  format: 'stepwise-conversation';
  formatVersion: 1;
  title: string;
  createdAt: number;
  activeLeafId: string | null;
  messages: ConversationMessage[];
}

/** Body of `POST /api/v1/conversations/import`: exactly one of the two. */
export interface ImportConversation {
  conversation?: ExportedConversation;
  /** The text of a `jsonl` export, or any lines of `{"role", "content"}`. */
  jsonl?: string;
}
