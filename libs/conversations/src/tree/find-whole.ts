import type { NewMessage } from '@app/contracts';
import type { HistoryMessage } from '../conversation-store';
import type { TurnPlan } from './turn-plan';

/**
 * Finds a history that a client sends as a whole in what is stored: from the first message on, as far as both say the same. What
 * is left becomes a branch. Of several equal messages the one stored last counts. Linear in both.
 */
export function findWhole(tree: readonly HistoryMessage[], messages: readonly NewMessage[]): TurnPlan {
  const children = new Map<string | null, HistoryMessage[]>();
  for (const message of tree) {
    const siblings = children.get(message.parentId);
    if (siblings === undefined) children.set(message.parentId, [message]);
    else siblings.push(message);
  }
  const before: HistoryMessage[] = [];
  let at: string | null = null;
  for (const message of messages) {
    const found: HistoryMessage | undefined = children.get(at)?.findLast((stored) => saysTheSame(stored, message));
    if (found === undefined) break;
    before.push(found);
    at = found.id;
  }
  // The last message is the question: it is asked anew, even when it was asked before.
  return { before, added: messages.slice(before.length) };
}

function saysTheSame(stored: HistoryMessage, message: NewMessage): boolean {
  return (
    stored.role === message.role &&
    stored.content.trim() === message.content.trim() &&
    (stored.toolCallId ?? '') === (message.toolCallId ?? '') &&
    idsOf(stored) === idsOf(message)
  );
}

function idsOf({ toolCalls = [] }: Pick<NewMessage, 'toolCalls'>): string {
  return JSON.stringify(toolCalls.map(({ id }) => id));
}
