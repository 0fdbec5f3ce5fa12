import type { ErrorBody } from '@app/contracts';
import type { AppError } from '@app/kernel';
import { ERROR_MESSAGE } from './error-message';
import { ERROR_STATUS } from './error-status';
import { ERROR_TYPE } from './error-type';
import { toAppError } from './to-app-error';

/**
 * The body that tells a client about any error: of a JSON answer, and of the error event of a stream. From status 500 up
 * the message is the fixed one of the code, so that nothing inside shows.
 */
export function toErrorBody(error: unknown, requestId: string): ErrorBody {
  const known = toAppError(error);
  return {
    error: {
      type: ERROR_TYPE[known.code],
      code: known.code,
      message: publicMessage(known),
      ...(known.param === undefined ? {} : { param: known.param }),
      ...(known.currentVersion === undefined ? {} : { currentVersion: known.currentVersion }),
      ...(known.sessions === undefined ? {} : { sessions: known.sessions }),
      requestId,
      docs: `docs/errors.md#${known.code}`,
    },
  };
}

function publicMessage(error: AppError): string {
  return ERROR_STATUS[error.code] < 500 ? error.message : ERROR_MESSAGE[error.code];
}
