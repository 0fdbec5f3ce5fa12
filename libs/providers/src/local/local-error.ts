import { ModelError, type ModelErrorCode, type ModelErrorOptions } from '@app/model';

/** Name of the provider that runs models in this process. */
const LOCAL_PROVIDER = 'local';

/** A `ModelError` of the local provider. */
export function localError(
  code: ModelErrorCode,
  message: string,
  options: Omit<ModelErrorOptions, 'provider'> = {},
): ModelError {
  return new ModelError(code, message, { ...options, provider: LOCAL_PROVIDER });
}

/** The error for a model that could not be loaded. The reason stays inside, because it may name paths. */
export function loadFailure(cause: unknown): ModelError {
  if (cause instanceof ModelError) return cause;
  const message =
    'The local model could not be loaded. Check that LOCAL_MODEL_PATH is a GGUF file that fits into memory, and see the log.';
  return localError('provider_unavailable', message, { cause });
}
