import type { HistoryMessage } from '@app/conversations';
import type { ModelMessage } from '@app/model';

/**
 * A stored history as a model is told it. Answers that came to nothing are left out, and so are calls of tools whose results are
 * not there (a branch may begin between the two), because providers refuse them.
 */
export function toModelMessages(history: readonly HistoryMessage[]): ModelMessage[] {
  const answered = new Set(
    history.flatMap(({ role, toolCallId }) => (role === 'tool' && toolCallId ? [toolCallId] : [])),
  );
  const asked = new Set<string>();
  return history.flatMap((message): ModelMessage[] => {
    const { role, content } = message;
    switch (role) {
      case 'system':
      case 'user':
        return [{ role, content }];
      case 'tool': {
        const { toolCallId } = message;
        return toolCallId !== undefined && asked.has(toolCallId) ? [{ role, toolCallId, content }] : [];
      }
      case 'assistant': {
        const { toolCalls = [] } = message;
        const isWhole = toolCalls.length > 0 && toolCalls.every(({ id }) => answered.has(id));
        if (isWhole) for (const { id } of toolCalls) asked.add(id);
        if (content.trim() === '' && !isWhole) return [];
        return [{ role, content, ...(isWhole ? { toolCalls: [...toolCalls] } : {}) }];
      }
    }
  });
}
