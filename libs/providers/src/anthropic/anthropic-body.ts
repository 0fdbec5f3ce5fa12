import type { ReasoningEffort } from '@app/contracts';
import type { ModelDescriptor, ModelRequest } from '@app/model';
import type { MessageCreateParamsBase, MessageParam } from '@anthropic-ai/sdk/resources/messages';
import { anthropicConversation } from './anthropic-messages';
import { anthropicTools } from './anthropic-tools';
import { thinkingOf } from './anthropic-thinking';
import { refuseToolsWithout, refuseUnlessNeutral } from '../sampling-fields';
import { refusal } from './refusal';

/** The API has no default for the length of a reply; this is ours for a model whose own limit is unknown. */
const DEFAULT_MAX_TOKENS = 8192;

/** Fields of the Messages API that no other dialect has and that a caller may add. */
const OWN_FIELDS = ['top_k', 'cache_control', 'inference_geo', 'speed'] as const;

/** The API refuses a `top_p` below this while the model thinks. */
const LEAST_TOP_P_WITH_THINKING = 0.95;
const WHILE_THINKING = ' while it reasons';

/** The body of `POST /v1/messages`. Throws `ModelError` for what the model or the API cannot do. */
export function anthropicBody(descriptor: ModelDescriptor, request: ModelRequest): MessageCreateParamsBase {
  const maxTokens = request.maxOutputTokens ?? descriptor.maxOutputTokens ?? DEFAULT_MAX_TOKENS;
  const conversation = anthropicConversation(descriptor, request.messages);
  const effort = effortOf(descriptor, request.effort, conversation.messages);
  const { on: thinks, thinking, outputConfig } = thinkingOf(descriptor, effort, maxTokens);
  refuseWhatIsMissing(descriptor, request);
  refuseToolsWithout(descriptor, request);
  return {
    model: descriptor.upstreamName,
    max_tokens: maxTokens,
    ...conversation,
    ...(request.stream ? { stream: true } : {}),
    ...(thinking === undefined ? {} : { thinking }),
    ...(outputConfig === undefined ? {} : { output_config: outputConfig }),
    ...sampling(descriptor, request, thinks),
    ...(request.stop === undefined || request.stop.length === 0 ? {} : { stop_sequences: request.stop }),
    ...anthropicTools(descriptor, request, thinks),
    ...ownFields(descriptor, request),
  };
}

/**
 * The API takes a thinking budget only when the turn that called tools last begins with its own thinking; a caller whose
 * protocol has no place for that cannot give it back. The rest of such a turn is answered without thinking.
 */
function effortOf(
  descriptor: ModelDescriptor,
  effort: ReasoningEffort | undefined,
  messages: readonly MessageParam[],
): ReasoningEffort | undefined {
  if (descriptor.reasoning.control !== 'budget') return effort;
  return lostItsThinking(messages.findLast(({ role }) => role === 'assistant')) ? undefined : effort;
}

function lostItsThinking(turn: MessageParam | undefined): boolean {
  if (turn === undefined || typeof turn.content === 'string') return false;
  const types = turn.content.map(({ type }) => type);
  return types.includes('tool_use') && types[0] !== 'thinking' && types[0] !== 'redacted_thinking';
}

function sampling(
  descriptor: ModelDescriptor,
  { temperature, topP }: ModelRequest,
  thinks: boolean,
): { temperature?: number; top_p?: number } {
  const takesNone = !descriptor.temperature;
  if (takesNone || thinks) refuseUnlessNeutral(descriptor, 'temperature', temperature, takesNone ? '' : WHILE_THINKING);
  if (takesNone) refuseUnlessNeutral(descriptor, 'topP', topP);
  if (thinks && topP !== undefined && topP < LEAST_TOP_P_WITH_THINKING) {
    const message = `The model ${descriptor.id} takes a top-p from ${LEAST_TOP_P_WITH_THINKING} to 1${WHILE_THINKING}. Leave it out.`;
    throw refusal(descriptor, 'topP', message);
  }
  if (takesNone) return {};
  const out = topP === undefined ? {} : { top_p: topP };
  if (temperature === undefined || thinks) return out;
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
    const message = `The model ${descriptor.id} takes no response format. Describe the format in the prompt instead.`;
    throw refusal(descriptor, 'responseFormat', message);
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
