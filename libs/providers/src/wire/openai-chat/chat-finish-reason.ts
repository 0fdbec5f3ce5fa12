import type { FinishReason } from '@app/contracts';
import { ModelError } from '@app/model';

const REASONS: ReadonlyMap<string, FinishReason> = new Map<string, FinishReason>([
  ['stop', 'stop'],
  ['eos', 'stop'],
  ['eos_token', 'stop'],
  ['end_turn', 'stop'],
  ['stop_sequence', 'stop'],
  ['length', 'length'],
  ['max_tokens', 'length'],
  ['model_length', 'length'],
  ['content_filter', 'content_filter'],
  ['sensitive', 'content_filter'],
  ['tool_calls', 'tool_calls'],
  ['function_call', 'tool_calls'],
]);

/**
 * The reason in our words. Throws `ModelError` for those that mean that the provider gave up: DeepSeek's
 * `insufficient_system_resource`, OpenRouter's `error`, vLLM's `abort`.
 */
export function chatFinishReasonOf(reason: string, provider: string): FinishReason {
  if (reason === 'insufficient_system_resource') {
    const message = `The provider ${provider} ran out of resources in the middle of its reply; try again later.`;
    throw new ModelError('provider_overloaded', message, { provider, retryable: true });
  }
  if (reason === 'error' || reason === 'abort' || reason === 'network_error') {
    const message = `The provider ${provider} failed in the middle of its reply; try again.`;
    throw new ModelError('provider_unavailable', message, { provider, retryable: true });
  }
  return REASONS.get(reason) ?? 'other';
}
