import { AppError } from '@app/kernel';
import { isUnavailable, refusesWrites } from '@app/storage';
import { ERROR_MESSAGE } from './error-message';

const RETRY_MS = 1_000;

/**
 * The result of what needs Redis. Throws `storage_unavailable` when Redis does not answer, or takes no writes now: worth another try
 * after a second. Our own errors and what Redis says about a wrong command go on as they are.
 *
 * @param message For the log alone, what was needed: clients are told the same of every store. Default: what they are told.
 */
export async function answered<T>(result: Promise<T>, message: string = ERROR_MESSAGE.storage_unavailable): Promise<T> {
  try {
    return await result;
  } catch (cause) {
    if (cause instanceof AppError || !(isUnavailable(cause) || refusesWrites(cause))) throw cause;
    throw new AppError('storage_unavailable', message, { cause, retryable: true, retryAfterMs: RETRY_MS });
  }
}
