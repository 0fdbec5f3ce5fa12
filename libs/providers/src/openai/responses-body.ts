import { isJsonObject, type JsonObject } from '@app/kernel';
import { ModelError, type ModelDescriptor, type ModelRequest, type ToolDefinition } from '@app/model';
import type OpenAI from 'openai';
import { planReasoning } from '../reasoning-plan';
import { refuseToolsWithout, samplingFields } from '../sampling-fields';
import { mergePassthrough } from '../transport/merge-passthrough';
import { responsesInput } from './responses-input';

// Fields of ours, and fields of Chat Completions for which the Responses API has no place.
const OWNED = [
  ...['input', 'instructions', 'include', 'store', 'max_tokens', 'max_completion_tokens', 'max_output_tokens'],
  ...['temperature', 'top_p', 'tools', 'tool_choice', 'text', 'reasoning', 'reasoning_effort', 'response_format'],
  ...['stop', 'seed', 'n', 'stream_options', 'background', 'previous_response_id', 'conversation', 'verbosity'],
  ...['frequency_penalty', 'presence_penalty', 'logit_bias', 'logprobs', 'prediction', 'modalities', 'audio'],
  ...['functions', 'function_call', 'web_search_options'],
];

/**
 * The body of a Responses request. Nothing is stored at the provider, so the reasoning is asked for in encrypted form.
 * `withSummary`: ask for a readable summary too, which some accounts may not have. Throws `unsupported_parameter` for
 * what this API cannot take.
 */
export function responsesBody(model: ModelDescriptor, request: ModelRequest, withSummary: boolean): JsonObject {
  refuse(model, 'stop', request.stop !== undefined && request.stop.length > 0);
  refuse(model, 'seed', request.seed !== undefined);
  refuseToolsWithout(model, request);
  const own: JsonObject = {
    model: model.upstreamName,
    input: responsesInput(request.messages),
    stream: request.stream,
    store: false,
    include: ['reasoning.encrypted_content'] satisfies OpenAI.Responses.ResponseIncludable[],
    ...reasoningFields(model, request, withSummary),
    ...textFields(request),
    ...samplingFields(model, request),
  };
  if (request.maxOutputTokens !== undefined) own['max_output_tokens'] = request.maxOutputTokens;
  if (request.tools !== undefined && request.tools.length > 0) own['tools'] = request.tools.map(responsesTool);
  if (request.toolChoice !== undefined) {
    const choice = request.toolChoice;
    own['tool_choice'] = typeof choice === 'string' ? choice : { type: 'function', name: choice.name };
  }
  const { verbosity: _inText, ...rest } = request.passthrough ?? {};
  return mergePassthrough(own, rest, { owned: OWNED, provider: model.provider });
}

function reasoningFields(model: ModelDescriptor, request: ModelRequest, withSummary: boolean): JsonObject {
  const plan = planReasoning(model, request.effort, request.maxOutputTokens);
  const reasoning: JsonObject = {};
  if (plan.kind === 'off') reasoning['effort'] = 'none';
  else if (plan.kind !== 'default') reasoning['effort'] = plan.effort;
  if (withSummary && plan.kind !== 'off') reasoning['summary'] = 'auto';
  return Object.keys(reasoning).length === 0 ? {} : { reasoning };
}

/** `response_format` and `verbosity` of Chat Completions are one object here. */
function textFields(request: ModelRequest): JsonObject {
  const text: JsonObject = {};
  if (request.responseFormat !== undefined) text['format'] = responsesFormat(request.responseFormat);
  const verbosity = request.passthrough?.['verbosity'];
  if (verbosity !== undefined) text['verbosity'] = verbosity;
  return Object.keys(text).length === 0 ? {} : { text };
}

function responsesFormat(format: JsonObject): JsonObject {
  const schema = format['json_schema'];
  return format['type'] === 'json_schema' && isJsonObject(schema) ? { type: 'json_schema', ...schema } : format;
}

/** A tool is strict by default here and lenient by default in Chat Completions, whose meaning the request has. */
function responsesTool(tool: ToolDefinition): JsonObject {
  const definition: JsonObject = {
    type: 'function',
    name: tool.name,
    parameters: tool.parameters ?? { type: 'object', properties: {} },
    strict: tool.strict ?? false,
  };
  if (tool.description !== undefined) definition['description'] = tool.description;
  return definition;
}

function refuse(model: ModelDescriptor, param: string, given: boolean): void {
  if (!given) return;
  const message = `The model ${model.id} does not take this parameter; leave it out.`;
  throw new ModelError('unsupported_parameter', message, { provider: model.provider, param });
}
