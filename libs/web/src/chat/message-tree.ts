import type { ConversationMessage } from '@app/contracts';
import type { TurnView } from './turn-view';

/** A message on the page. */
export interface PageMessage {
  /** Unique on the page, and the same from sending to storing. */
  key: string;
  /** Key of the message before it; null for one that begins the conversation. */
  parentKey: string | null;
  role: ConversationMessage['role'];
  /** The text of a question. Of an answer, see `turn`. */
  content: string;
  /** Id under which the server stores it. Absent while it is not known, or nothing is stored. */
  storedId?: string;
  /** Present exactly when `role` is `assistant`. */
  turn?: TurnView;
}

/** All branches of a conversation, by key, in the order in which messages were made. */
export type MessageTree = Readonly<Record<string, PageMessage>>;

/** The keys from the first message to this one. */
export function pathTo(tree: MessageTree, leafKey: string | null): string[] {
  const path: string[] = [];
  const seen = new Set<string>();
  for (let key = leafKey; key !== null && !seen.has(key); key = tree[key]?.parentKey ?? null) {
    if (tree[key] === undefined) break;
    seen.add(key);
    path.push(key);
  }
  return path.reverse();
}

/** The keys of a message and of what else follows the same parent in the same role: its versions, oldest first. */
export function versionsOf(tree: MessageTree, key: string): string[] {
  const message = tree[key];
  if (message === undefined) return [];
  const { parentKey, role } = message;
  return Object.values(tree)
    .filter((other) => other.parentKey === parentKey && other.role === role)
    .map((other) => other.key);
}

/** The end of the branch that goes on from a message: its newest child, and so on. */
export function newestLeafOf(tree: MessageTree, key: string): string {
  const newest = new Map<string, string>();
  for (const message of Object.values(tree)) {
    if (message.parentKey !== null) newest.set(message.parentKey, message.key);
  }
  let leaf = key;
  for (let next = newest.get(leaf); next !== undefined; next = newest.get(leaf)) leaf = next;
  return leaf;
}
