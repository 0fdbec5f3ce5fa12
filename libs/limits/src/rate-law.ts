/**
 * How often something may be done. The law is GCRA (ITU-T I.371, the leaky bucket as a meter): within any time `t` at most
 * `burst + quota * t / windowMs` units are admitted, and never more than `burst` at once.
 */
export interface RateLaw {
  /** Units per window that are admitted in the long run, at least 1. */
  quota: number;
  /** Milliseconds, at least 1. */
  windowMs: number;
  /** Units that a caller who has rested may have at once, at least 1. With `burst = quota` the whole window's at once. */
  burst: number;
}

/** What a caller has left of one rate. */
export interface RateState {
  /** False for the rate that refused. */
  admitted: boolean;
  /** Whole units that would be admitted now, at least 0. */
  remaining: number;
  /** Time until the full burst is there again, milliseconds, at least 0. */
  resetMs: number;
  /** Earliest time at which the same call would be admitted if nobody else asks, milliseconds; 0 when it is admitted. */
  retryAfterMs: number;
}

/** A unit may be worth that many bursts in advance at most, so that a wrong settlement locks nobody out for long. */
export const MAX_DEBT_BURSTS = 4;

/** Time that one unit takes to come back, milliseconds with a fraction. */
export function intervalMs({ quota, windowMs }: RateLaw): number {
  return windowMs / quota;
}

/** A call never costs more than the burst: a request larger than that is admitted when the whole burst is there. */
export function costOf(law: RateLaw, cost: number): number {
  return Math.min(cost, law.burst);
}

/** A law shared evenly: each of `count` holders may do its part alone, and together they keep the law. */
export function shareOf({ quota, windowMs, burst }: RateLaw, count: number): RateLaw {
  // A share below one unit keeps its rate by a longer window, and its burst is the one unit without which nothing passes.
  return quota >= count
    ? { quota: quota / count, windowMs, burst: Math.max(1, Math.floor(burst / count)) }
    : { quota: 1, windowMs: (windowMs * count) / quota, burst: 1 };
}
