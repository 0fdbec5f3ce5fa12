import type { ErrorCode } from '@app/contracts';
import { AppError } from '@app/kernel';

/** Whether an error is the product's, with this code. */
export function isAppError(error: unknown, code: ErrorCode): error is AppError {
  return error instanceof AppError && error.code === code;
}
