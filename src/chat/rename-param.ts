import { AppError } from '@app/kernel';

/** An error whose `param` has the name that the caller's API gives it. Any other error is handed back as it is. */
export function renameParam(error: unknown, names: Readonly<Record<string, string>>): unknown {
  if (!(error instanceof AppError) || error.param === undefined) return error;
  const param = names[error.param];
  if (param === undefined) return error;
  const { code, message, retryable, retryAfterMs } = error;
  return new AppError(code, message, {
    param,
    retryable,
    cause: error,
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  });
}
