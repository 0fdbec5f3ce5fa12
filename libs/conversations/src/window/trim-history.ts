import type { NewMessage } from '@app/contracts';
import { estimateTokens } from './estimate-tokens';

/** What is left of a history, and how many messages were left out. */
export interface TrimmedHistory<T> {
  messages: T[];
  dropped: number;
}

/**
 * Leaves out the oldest exchanges until what is left is estimated to fit. An exchange is a message of the user with everything
 * up to the next one, so no result of a tool loses its call. System messages and the last exchange always stay, even when they
 * do not fit: then the provider decides. Linear in the length of all texts.
 */
export function trimHistory<T extends Pick<NewMessage, 'role' | 'content' | 'toolCalls'>>(
  messages: readonly T[],
  mostTokens: number,
): TrimmedHistory<T> {
  const costs = messages.map(estimateTokens);
  let tokens = costs.reduce((sum, cost) => sum + cost, 0);
  const lastUser = messages.findLastIndex(({ role }) => role === 'user');
  const droppedIndexes = new Set<number>();
  for (let at = 0; at < lastUser && tokens > mostTokens;) {
    const end = nextExchange(messages, at);
    if (end > lastUser) break;
    for (; at < end; at++) {
      if (messages[at]?.role === 'system') continue;
      droppedIndexes.add(at);
      tokens -= costs[at] ?? 0;
    }
  }
  return { messages: messages.filter((_, index) => !droppedIndexes.has(index)), dropped: droppedIndexes.size };
}

/** Where the exchange that begins at `at` ends: at the next message of the user. */
function nextExchange(messages: readonly Pick<NewMessage, 'role'>[], at: number): number {
  for (let end = at + 1; end < messages.length; end++) if (messages[end]?.role === 'user') return end;
  return messages.length;
}
