import type { ModelRequest } from '@app/model';

/**
 * The name of a parameter that no model run in this process takes: tools, structured output, or one that is passed through to a
 * provider. Undefined when the request has none.
 */
export function unsupportedParameter(request: ModelRequest): string | undefined {
  const { messages, passthrough = {}, responseFormat, tools = [] } = request;
  if (tools.length > 0 || messages.some(({ role }) => role === 'tool')) return 'tools';
  if (responseFormat !== undefined && responseFormat['type'] !== 'text') return 'responseFormat';
  return Object.keys(passthrough)[0];
}
