import type {
  ChangeConversation,
  Conversation,
  ConversationPage,
  ConversationSummary,
  ExportFormat,
} from '@app/contracts';
import { requestJson, send } from './http-client';

const CONVERSATIONS = '/api/v1/conversations';
const PAGE_SIZE = 50;

/** Conversations, last used first. */
export async function listConversations(options: { cursor?: string; search?: string } = {}): Promise<ConversationPage> {
  const query = new URLSearchParams({ limit: String(PAGE_SIZE) });
  if (options.cursor !== undefined) query.set('cursor', options.cursor);
  if (options.search !== undefined && options.search !== '') query.set('q', options.search);
  return requestJson(`${CONVERSATIONS}?${query.toString()}`);
}

/** One conversation with every branch. */
export async function readConversation(id: string): Promise<Conversation> {
  return requestJson(pathOf(id));
}

/** Renames it, or goes on with another branch. */
export async function changeConversation(id: string, change: ChangeConversation): Promise<ConversationSummary> {
  return requestJson(pathOf(id), { method: 'PATCH', body: change });
}

/** Makes an empty one. */
export async function createConversation(): Promise<Conversation> {
  return requestJson(CONVERSATIONS, { method: 'POST', body: {} });
}

/** Removes it for ever. `version`: only while it is as it was then. */
export async function deleteConversation(id: string, version?: number): Promise<void> {
  await send(pathOf(id), { method: 'DELETE', ...(version !== undefined && { version }) });
}

/** Where a browser downloads it. */
export function exportUrl(id: string, format: ExportFormat): string {
  return `${pathOf(id)}/export?format=${format}`;
}

function pathOf(id: string): string {
  return `${CONVERSATIONS}/${encodeURIComponent(id)}`;
}
