import { ModelError, type ModelDescriptor, type ModelRequest } from '@app/model';

/** The value at which neither parameter changes anything, and the only one that models without them accept. */
const NEUTRAL = 1;

/**
 * The caller's sampling parameters in the words of OpenAI's APIs. A model that takes none is not sent any: 1, which is what it
 * does anyway, is left out, and everything else is refused by name (`unsupported_parameter`) rather than ignored.
 */
export function samplingFields(
  model: ModelDescriptor,
  { temperature, topP }: ModelRequest,
): { temperature?: number; top_p?: number } {
  if (!model.temperature) {
    refuseUnlessNeutral(model, 'temperature', temperature);
    refuseUnlessNeutral(model, 'topP', topP);
    return {};
  }
  return { ...(temperature === undefined ? {} : { temperature }), ...(topP === undefined ? {} : { top_p: topP }) };
}

/** Throws `unsupported_parameter` when tools are given to a model that takes none. */
export function refuseToolsWithout(model: ModelDescriptor, { tools = [] }: ModelRequest): void {
  if (model.tools || tools.length === 0) return;
  const message = `The model ${model.id} takes no tools. Leave them out, or ask another model.`;
  throw new ModelError('unsupported_parameter', message, { provider: model.provider, param: 'tools' });
}

/** Throws `unsupported_parameter` unless the value is absent or changes nothing. `when` completes "does not take this value …". */
export function refuseUnlessNeutral(
  model: ModelDescriptor,
  param: 'temperature' | 'topP',
  value: number | undefined,
  when = '',
): void {
  if (value === undefined || value === NEUTRAL) return;
  const message = `The model ${model.id} takes no ${param === 'topP' ? 'top-p' : 'temperature'} but 1${when}. Leave it out.`;
  throw new ModelError('unsupported_parameter', message, { provider: model.provider, param });
}
