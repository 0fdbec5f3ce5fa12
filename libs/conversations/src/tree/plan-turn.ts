import { AppError } from '@app/kernel';
import type { HistoryMessage, TurnBegin } from '../conversation-store';
import { findWhole } from './find-whole';
import { messagePath } from './message-path';
import type { TurnPlan } from './turn-plan';

type Wish = Pick<TurnBegin, 'messages' | 'isWhole' | 'parentId' | 'regenerate'>;

/**
 * Decides what a turn follows and what it adds. Throws `not_found` for a message that the conversation does not have,
 * `invalid_parameter` for one that cannot be answered, `conflict` when what it follows is still being answered.
 */
export function planTurn(tree: readonly HistoryMessage[], activeLeafId: string | null, wish: Wish): TurnPlan {
  const plan =
    wish.regenerate === undefined ? planQuestion(tree, activeLeafId, wish) : planAgain(tree, wish.regenerate);
  if (plan.before.some(({ state }) => state === 'in_progress')) {
    throw new AppError(
      'conflict',
      'The answer before this message is still being given. Wait for its end, cancel it, or name another parentMessageId.',
    );
  }
  const last = plan.added.at(-1)?.role ?? plan.before.at(-1)?.role;
  if (last === 'user' || last === 'tool') return plan;
  throw new AppError('invalid_parameter', 'The last message must be one of the user, or the result of a tool.', {
    param: wish.regenerate === undefined ? 'messages' : 'regenerate',
  });
}

function planQuestion(
  tree: readonly HistoryMessage[],
  activeLeafId: string | null,
  { messages, isWhole, parentId }: Wish,
): TurnPlan {
  if (isWhole === true && parentId === undefined) return findWhole(tree, messages);
  const before = pathTo(tree, parentId === undefined ? activeLeafId : parentId, 'parentMessageId');
  // Clients that send their instructions with every question mean the same ones.
  const known = new Set(before.filter(({ role }) => role === 'system').map(({ content }) => content));
  return { before, added: messages.filter(({ role, content }) => role !== 'system' || !known.has(content)) };
}

function planAgain(tree: readonly HistoryMessage[], id: string): TurnPlan {
  const path = pathTo(tree, id, 'regenerate');
  return { before: path.at(-1)?.role === 'assistant' ? path.slice(0, -1) : path, added: [] };
}

function pathTo(tree: readonly HistoryMessage[], id: string | null, param: string): HistoryMessage[] {
  const path = messagePath(tree, id);
  if (path === undefined) throw new AppError('not_found', 'The conversation has no message of this id.', { param });
  return path;
}
