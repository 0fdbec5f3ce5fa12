import type { JsonObject } from '@app/kernel';
import type { ModelUsage } from '@app/model';
import { countOf, defined, objectOf } from '../wire-fields';

/** The `usage` object of Chat Completions and of the dialects that extend it. */
export function chatUsageOf(usage: JsonObject): ModelUsage {
  const prompt = objectOf(usage['prompt_tokens_details']);
  const completion = objectOf(usage['completion_tokens_details']);
  const reasoningTokens = countOf(completion['reasoning_tokens']) ?? countOf(usage['reasoning_tokens']);
  return defined<ModelUsage>({
    inputTokens: countOf(usage['prompt_tokens']),
    outputTokens: outputTokensOf(usage, reasoningTokens),
    reasoningTokens,
    // DeepSeek has a name of its own beside the common one.
    cachedInputTokens: countOf(prompt['cached_tokens']) ?? countOf(usage['prompt_cache_hit_tokens']),
    cacheWriteTokens: countOf(prompt['cache_write_tokens']),
  });
}

/** xAI counts reasoning beside the completion instead of within it; the total tells which. */
function outputTokensOf(usage: JsonObject, reasoningTokens: number | undefined): number | undefined {
  const input = countOf(usage['prompt_tokens']);
  const output = countOf(usage['completion_tokens']);
  const total = countOf(usage['total_tokens']);
  if (output === undefined || input === undefined || total === undefined || reasoningTokens === undefined)
    return output;
  return total === input + output + reasoningTokens ? output + reasoningTokens : output;
}
