import type { ModelDescriptor, ModelRequest } from '@app/model';
import type { MessageCreateParamsBase } from '@anthropic-ai/sdk/resources/messages';
import { anthropicConversation } from './anthropic-messages';
import { anthropicTools } from './anthropic-tools';
import { thinkingOf } from './anthropic-thinking';
import { refusal } from './refusal';

/** The API has no default for the length of a reply; this is ours for a model whose own limit is unknown. */
const DEFAULT_MAX_TOKENS = 8192;

/** Fields of the Messages API that no other dialect has and that a caller may add. */
const OWN_FIELDS = ['top_k', 'cache_control', 'inference_geo', 'speed'] as const;

/** The API refuses a `top_p` below this while the model thinks. */
const LEAST_TOP_P_WITH_THINKING = 0.95;

/** The body of `POST /v1/messages`. Throws `ModelError` for what the model or the API cannot do. */
export function anthropicBody(descriptor: ModelDescriptor, request: ModelRequest): MessageCreateParamsBase {
  const maxTokens = request.maxOutputTokens ?? descriptor.maxOutputTokens ?? DEFAULT_MAX_TOKENS;
  const { on: thinks, thinking, outputConfig } = thinkingOf(descriptor, request.effort, maxTokens);
  refuseWhatIsMissing(descriptor, request);
  return {
    model: descriptor.upstreamName,
    max_tokens: maxTokens,
    ...anthropicConversation(descriptor, request.messages),
    ...(request.stream ? { stream: true } : {}),
    ...(thinking === undefined ? {} : { thinking }),
    ...(outputConfig === undefined ? {} : { output_config: outputConfig }),
    ...sampling(descriptor, request, thinks),
    ...(request.stop === undefined || request.stop.length === 0 ? {} : { stop_sequences: request.stop }),
    ...anthropicTools(descriptor, request, thinks),
    ...ownFields(descriptor, request),
  };
}

function sampling(
  descriptor: ModelDescriptor,
  { temperature, topP }: ModelRequest,
  thinks: boolean,
): { temperature?: number; top_p?: number } {
  if (topP !== undefined && (!descriptor.temperature || (thinks && topP < LEAST_TOP_P_WITH_THINKING))) {
    const message = `The model ${descriptor.id} does not take this top_p${descriptor.temperature ? ' while it reasons' : ''}. Leave it out.`;
    throw refusal(descriptor, 'top_p', message);
  }
  const out = topP === undefined ? {} : { top_p: topP };
  // The product's own default temperature reaches every model, so this one is left out rather than refused.
  if (temperature === undefined || thinks || !descriptor.temperature) return out;
  if (temperature > 1) {
    throw refusal(descriptor, 'temperature', `The model ${descriptor.id} takes a temperature from 0 to 1.`);
  }
  return { ...out, temperature };
}

function refuseWhatIsMissing(descriptor: ModelDescriptor, { seed, responseFormat }: ModelRequest): void {
  if (seed !== undefined) {
    throw refusal(descriptor, 'seed', `The model ${descriptor.id} takes no seed. Leave it out.`);
  }
  if (responseFormat !== undefined && responseFormat['type'] !== 'text') {
    const message = `The model ${descriptor.id} takes no response_format. Describe the format in the prompt instead.`;
    throw refusal(descriptor, 'response_format', message);
  }
}

function ownFields(descriptor: ModelDescriptor, { passthrough }: ModelRequest): Record<string, unknown> {
  const fields: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(passthrough ?? {})) {
    if (name === 'parallel_tool_calls') continue; // part of the tool choice
    if (!(OWN_FIELDS as readonly string[]).includes(name)) {
      throw refusal(
        descriptor,
        name,
        `The provider ${descriptor.provider} has no parameter of this name. Leave it out.`,
      );
    }
    fields[name] = value;
  }
  return fields;
}
