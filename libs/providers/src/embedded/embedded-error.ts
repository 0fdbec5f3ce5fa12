import { EngineError } from '@app/embedded-model';
import { ModelError, type ModelErrorCode, type ModelErrorOptions } from '@app/model';

/** Name of the provider that runs the shipped model. */
const EMBEDDED_PROVIDER = 'embedded';

/** A `ModelError` of the embedded provider. */
export function embeddedError(
  code: ModelErrorCode,
  message: string,
  options: Omit<ModelErrorOptions, 'provider'> = {},
): ModelError {
  return new ModelError(code, message, { ...options, provider: EMBEDDED_PROVIDER });
}

/** What the engine failed with, as a `ModelError`; anything else is returned as it is. */
export function fromEngineError(error: unknown): unknown {
  if (!(error instanceof EngineError)) return error;
  const { failure, message, retryAfterMs } = error;
  if (failure === 'overloaded') {
    const options = { retryable: true, cause: error, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) };
    return embeddedError('provider_overloaded', `${message} Try again later.`, options);
  }
  return embeddedError('provider_unavailable', message, { retryable: failure !== 'unloadable', cause: error });
}
