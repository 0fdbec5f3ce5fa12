import { isJsonObject } from '@app/kernel';
import type { WireDialect } from '@app/providers';

/** The wire format of a whole reply or of the first event of a stream, told by its shape. */
export function detectDialect(value: unknown): WireDialect {
  if (!isJsonObject(value)) throw new Error('a reply is a JSON object');
  const { type, choices, model } = value;
  if (Array.isArray(choices)) return isMistral(model) ? 'mistral' : 'openai-chat';
  if (Array.isArray(value['candidates'])) return 'gemini';
  if (value['object'] === 'response') return 'openai-responses';
  if (typeof type === 'string') {
    if (type.startsWith('response.')) return 'openai-responses';
    if (type === 'message' || type === 'message_start') return 'anthropic';
    if (type.startsWith('message-') || type.startsWith('content-')) return 'cohere';
  }
  if ('messageStart' in value || 'output' in value || 'contentBlockDelta' in value) return 'bedrock';
  if ('done' in value) return 'ollama';
  if ('message' in value) return 'cohere';
  throw new Error('the wire format of the reply is not known');
}

function isMistral(model: unknown): boolean {
  return typeof model === 'string' && /^(magistral|mistral|ministral|codestral)/.test(model);
}
