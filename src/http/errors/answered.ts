import { AppError } from '@app/kernel';
import { isUnavailable, refusesWrites } from '@app/storage';
import { ERROR_MESSAGE } from './error-message';

const RETRY_MS = 1_000;

/** The result of what needs Redis. Throws `storage_unavailable` when Redis does not answer, or takes no writes now. */
export async function answered<T>(result: Promise<T>): Promise<T> {
  try {
    return await result;
  } catch (cause) {
    if (!isUnavailable(cause) && !refusesWrites(cause)) throw cause;
    throw new AppError('storage_unavailable', ERROR_MESSAGE.storage_unavailable, {
      cause,
      retryable: true,
      retryAfterMs: RETRY_MS,
    });
  }
}
