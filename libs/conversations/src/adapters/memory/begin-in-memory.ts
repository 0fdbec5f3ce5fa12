import type { ConversationMessage } from '@app/contracts';
import { AppError, type IdGenerator } from '@app/kernel';
import { conversationFull, MAX_CONVERSATION_MESSAGES } from '../../conversation-errors';
import type { BegunTurn, TurnBegin } from '../../conversation-store';
import { titleOf, UNTITLED } from '../../title-of';
import { planTurn } from '../../tree/plan-turn';
import { buildMessages } from '../build-messages';
import { toHistory } from '../to-history';
import type { MemoryConversation } from './memory-conversation';

/** Adds question and empty answer of a turn to a conversation. */
export function beginInMemory(
  found: MemoryConversation,
  begin: TurnBegin,
  { now, ids }: { now: number; ids: IdGenerator },
): BegunTurn {
  const { summary, messages } = found;
  const key = begin.requestKey?.toString('hex');
  const earlier = key === undefined ? undefined : messages.find(({ id }) => id === found.requests.get(key));
  if (earlier?.state === 'in_progress') {
    throw new AppError('idempotency_in_flight', 'The request with this Idempotency-Key is still being answered.', {
      retryable: true,
      retryAfterMs: 1_000,
    });
  }
  const tree = messages.map(toHistory);
  if (earlier?.state === 'complete') {
    const userMessageId = earlier.parentId ?? '';
    const history = tree.filter(({ id }) => id === userMessageId);
    return { conversation: { ...summary }, userMessageId, messageId: earlier.id, history, answered: { ...earlier } };
  }
  const wish = earlier === undefined ? begin : { messages: [], regenerate: earlier.id };
  const { before, added } = planTurn(tree, summary.activeLeafId, wish);
  const built = buildMessages(added, before.at(-1)?.id ?? null, now, ids);
  if (messages.length + built.length + 1 > MAX_CONVERSATION_MESSAGES) throw conversationFull();
  const history = [...before, ...built.map(toHistory)];
  const question = history.at(-1)?.id ?? null;
  const answer: ConversationMessage = {
    id: ids.nextOrdered('msg', now),
    parentId: question,
    role: 'assistant',
    content: '',
    state: 'in_progress',
    createdAt: now,
    chatId: begin.chatId,
  };
  if (messages.length === 0 && summary.title === UNTITLED) summary.title = titleOf(history);
  messages.push(...built, answer);
  found.leases.set(answer.id, begin.leaseUntilMs);
  if (key !== undefined) found.requests.set(key, answer.id);
  summary.activeLeafId = answer.id;
  return { conversation: { ...summary }, userMessageId: question ?? '', messageId: answer.id, history };
}
