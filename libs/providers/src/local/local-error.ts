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

// The paths of this machine are nobody's business: quoted ones, ones with spaces that end in .gguf, all others.
const PATHS = [
  /(["'`])[^"'`\n]*[\\/][^"'`\n]*\1/g,
  /(?:[A-Za-z]:)?[\\/][^\n]*?\.gguf\b/gi,
  /[^\s"'`(]*[\\/][^\s"'`),;]*/g,
];
const LONGEST_REASON = 300;

/** The error for a model that could not be loaded: the loader's reason without paths, which stay in the `cause`. */
export function loadFailure(cause: unknown): ModelError {
  if (cause instanceof ModelError) return cause;
  const reason = reasonOf(cause);
  const message = `The local model could not be loaded${reason === '' ? '' : `: ${reason}`}. Check that LOCAL_MODEL_PATH is a GGUF file that fits into memory.`;
  return localError('provider_unavailable', message, { cause });
}

function reasonOf(cause: unknown): string {
  if (!(cause instanceof Error)) return '';
  const [line = ''] = cause.message.slice(0, 2000).split('\n');
  const withoutPaths = PATHS.reduce((text, path) => text.replace(path, '(path)'), line);
  return withoutPaths.slice(0, LONGEST_REASON).replace(/[\s.:,]+$/, '');
}
