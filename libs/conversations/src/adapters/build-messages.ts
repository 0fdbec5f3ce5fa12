import type { ConversationMessage, NewMessage } from '@app/contracts';
import { AppError, type IdGenerator } from '@app/kernel';
import type { MessageDraft } from '../conversation-store';
import { storableJson, storableText } from '../storable';

/** Makes drafts into messages with ids. The first follows `parentId` unless it says otherwise. */
export function buildMessages(
  drafts: readonly MessageDraft[],
  parentId: string | null,
  now: number,
  ids: IdGenerator,
): ConversationMessage[] {
  const built: ConversationMessage[] = [];
  for (const draft of drafts) {
    const createdAt = draft.createdAt ?? now;
    built.push({
      ...storableJson(draft.answer ?? {}),
      ...messageFields(draft),
      id: ids.nextOrdered('msg', now),
      parentId: parentOf(draft, built, parentId),
      state: draft.state ?? 'complete',
      createdAt,
    });
  }
  return built;
}

/** What a client says of a message, as it is stored. */
function messageFields({ role, content, toolCalls, toolCallId }: NewMessage): NewMessage {
  return {
    role,
    content: storableText(content),
    ...(toolCalls === undefined || toolCalls.length === 0 ? {} : { toolCalls: storableJson(toolCalls) }),
    ...(toolCallId === undefined ? {} : { toolCallId: storableText(toolCallId) }),
  };
}

function parentOf(draft: MessageDraft, built: readonly ConversationMessage[], parentId: string | null): string | null {
  if (draft.parent === undefined) return built.at(-1)?.id ?? parentId;
  if (draft.parent === null) return null;
  const parent = built[draft.parent];
  if (parent !== undefined) return parent.id;
  throw new AppError('invalid_parameter', 'A message may only follow one that stands before it.', {
    param: 'messages',
  });
}
