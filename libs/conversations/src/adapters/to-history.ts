import type { ConversationMessage } from '@app/contracts';
import type { HistoryMessage } from '../conversation-store';

/** A message without what no model needs. */
export function toHistory(message: ConversationMessage): HistoryMessage {
  const { id, parentId, role, content, state, toolCalls, toolCallId } = message;
  return {
    id,
    parentId,
    role,
    content,
    state,
    ...(toolCalls === undefined ? {} : { toolCalls }),
    ...(toolCallId === undefined ? {} : { toolCallId }),
  };
}
