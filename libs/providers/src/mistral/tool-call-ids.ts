import type { ModelMessage } from '@app/model';
import { createHash } from 'node:crypto';

const MISTRAL_ID = /^[A-Za-z0-9]{9}$/;

/**
 * The conversation with the ids of tool calls in the only form that Mistral takes, nine letters and digits. Calls made by
 * another provider's model keep the pairing of call and result: equal ids stay equal.
 */
export function withMistralToolCallIds(messages: readonly ModelMessage[]): ModelMessage[] {
  return messages.map((message) => {
    if (message.role === 'tool') return { ...message, toolCallId: mistralId(message.toolCallId) };
    if (message.role !== 'assistant' || message.toolCalls === undefined) return message;
    return { ...message, toolCalls: message.toolCalls.map((call) => ({ ...call, id: mistralId(call.id) })) };
  });
}

function mistralId(id: string): string {
  return MISTRAL_ID.test(id) ? id : createHash('sha256').update(id).digest('hex').slice(0, 9);
}
