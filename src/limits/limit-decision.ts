import { AppError } from '@app/kernel';
import type { DecidedBy, RateState } from '@app/limits';
import type { LimitRate } from './limit-rate';

/** Time after which another try makes sense when too many requests are running, milliseconds. */
const BUSY_RETRY_MS = 1_000;

/** What was decided about one request. */
export interface LimitDecision {
  readonly admitted: boolean;
  readonly decidedBy: DecidedBy;
  /** The rate that clients are told of: of those that refused the one that lasts longest, else that of requests. */
  readonly rate: LimitRate;
  readonly state: RateState;
  /** Set when it was refused because so many chats of the caller are running. */
  readonly busyLimit: number | undefined;
}

/** How a header is added to the answer. */
type SetHeader = (name: string, value: string) => void;

/**
 * Tells the client how it stands: the quota, the units that would pass now, the seconds until the whole burst is there again, and
 * the policy they follow from (draft-ietf-httpapi-ratelimit-headers-07).
 */
export function writeLimitHeaders({ rate, state, decidedBy }: LimitDecision, setHeader: SetHeader): void {
  setHeader('RateLimit-Limit', String(rate.law.quota));
  setHeader('RateLimit-Remaining', String(state.remaining));
  setHeader('RateLimit-Reset', String(Math.ceil(state.resetMs / 1000)));
  setHeader('RateLimit-Policy', rate.policy);
  if (decidedBy === 'share') setHeader('X-RateLimit-Degraded', 'local-share');
}

/** The error for a request that was refused. */
export function refusalOf({ rate, state, busyLimit }: LimitDecision): AppError {
  if (busyLimit !== undefined) {
    return new AppError(
      'rate_limited',
      `${busyLimit} ${busyLimit === 1 ? 'chat of this caller is' : 'chats of this caller are'} running, as many as may; wait for one.`,
      {
        retryAfterMs: BUSY_RETRY_MS,
        retryable: true,
      },
    );
  }
  const { quota, windowMs } = rate.law;
  const allowed = `${quota} ${rate.unit} in ${Math.ceil(windowMs / 1000)} s are allowed`;
  return new AppError('rate_limited', `Too many ${rate.unit}: ${allowed}. Wait for as long as Retry-After says.`, {
    retryAfterMs: state.retryAfterMs,
    retryable: true,
  });
}
