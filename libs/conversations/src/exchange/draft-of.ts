import type { ConversationMessage, MessageAnswer } from '@app/contracts';
import type { MessageDraft } from '../conversation-store';

/** A copy of a message, where it stands left open. It is no turn of its own: the chat that gave it stays with the original. */
export function draftOf(message: ConversationMessage): Omit<MessageDraft, 'parent'> {
  const {
    id: _id,
    parentId: _parent,
    chatId: _chat,
    role,
    content,
    state,
    createdAt,
    toolCalls,
    toolCallId,
    ...answer
  } = message;
  return {
    role,
    content,
    createdAt,
    state: state === 'in_progress' ? 'interrupted' : state,
    ...(toolCalls === undefined ? {} : { toolCalls }),
    ...(toolCallId === undefined ? {} : { toolCallId }),
    ...(role === 'assistant' ? { answer: answer satisfies MessageAnswer } : {}),
  };
}
