import type { JsonObject } from '@app/kernel';
import type { ModelUsage } from '@app/model';
import { countOf, defined, objectOf } from '../wire-fields';

/** The `usage` object of the Responses API. */
export function responseUsageOf(usage: JsonObject): ModelUsage {
  const input = objectOf(usage['input_tokens_details']);
  return defined<ModelUsage>({
    inputTokens: countOf(usage['input_tokens']),
    outputTokens: countOf(usage['output_tokens']),
    reasoningTokens: countOf(objectOf(usage['output_tokens_details'])['reasoning_tokens']),
    cachedInputTokens: countOf(input['cached_tokens']),
    cacheWriteTokens: countOf(input['cache_write_tokens']),
  });
}
