import type { ErrorCode } from '@app/contracts';
import { AppError } from '@app/kernel';

/** Failures that say nothing about the question: an older answer is better than none. */
const OUTAGES: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'provider_auth_failed',
  'provider_rate_limited',
  'provider_overloaded',
  'provider_unavailable',
  'provider_timeout',
  'provider_invalid_response',
]);

/** Whether an error is one of the provider's state and not of the question. */
export function isOutage(error: unknown): boolean {
  return error instanceof AppError && OUTAGES.has(error.code);
}
