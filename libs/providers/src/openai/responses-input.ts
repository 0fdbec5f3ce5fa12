import { isJsonObject, type JsonObject } from '@app/kernel';
import type { ModelMessage } from '@app/model';
import type OpenAI from 'openai';

type InputItem = OpenAI.Responses.ResponseInputItem;

/**
 * The conversation as the Responses API takes it. A turn's reasoning items go back unmodified before what they led to;
 * one without encrypted content cannot, because nothing is stored at the provider, and one that led to nothing must not.
 */
export function responsesInput(messages: readonly ModelMessage[]): JsonObject[] {
  return messages.flatMap(inputItems);
}

function inputItems(message: ModelMessage): JsonObject[] {
  switch (message.role) {
    case 'system':
      return [{ role: 'developer', content: message.content } satisfies InputItem];
    case 'user':
      return [{ role: 'user', content: message.content } satisfies InputItem];
    case 'tool':
      return [
        {
          type: 'function_call_output',
          call_id: message.toolCallId,
          output: message.content,
        } satisfies InputItem,
      ];
    case 'assistant': {
      const outcome = outcomeItems(message);
      return outcome.length === 0 ? [] : [...reasoningItems(message), ...outcome];
    }
  }
}

function outcomeItems(message: Extract<ModelMessage, { role: 'assistant' }>): JsonObject[] {
  const items: JsonObject[] = [];
  if (message.content !== '') items.push({ role: 'assistant', content: message.content } satisfies InputItem);
  for (const call of message.toolCalls ?? []) {
    items.push({
      type: 'function_call',
      call_id: call.id,
      name: call.name,
      arguments: call.arguments,
    } satisfies InputItem);
  }
  return items;
}

function reasoningItems(message: Extract<ModelMessage, { role: 'assistant' }>): JsonObject[] {
  return (message.reasoning ?? [])
    .filter(({ format, data }) => format === 'openai-responses' && isJsonObject(data))
    .map(({ data }) => data)
    .filter((item) => typeof item['encrypted_content'] === 'string' && item['encrypted_content'] !== '');
}
