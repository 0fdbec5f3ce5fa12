import type { NewMessage } from '@app/contracts';
import type { ModelMessage } from '@app/model';

/** The messages of a request as they are stored. Reasoning that a client sends along is not: the ledger has the provider's own. */
export function toNewMessages(messages: readonly ModelMessage[]): NewMessage[] {
  return messages.map((message) => {
    const { role, content } = message;
    if (message.role === 'tool') return { role, content, toolCallId: message.toolCallId };
    const toolCalls = message.role === 'assistant' ? message.toolCalls : undefined;
    return { role, content, ...(toolCalls === undefined ? {} : { toolCalls }) };
  });
}
