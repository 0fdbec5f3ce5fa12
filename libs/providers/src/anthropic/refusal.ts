import { ModelError, type ModelDescriptor } from '@app/model';

/** The error for a parameter that this model or its API cannot take. `message` says what to do instead. */
export function refusal(descriptor: ModelDescriptor, param: string, message: string): ModelError {
  return new ModelError('unsupported_parameter', message, { provider: descriptor.provider, param });
}
