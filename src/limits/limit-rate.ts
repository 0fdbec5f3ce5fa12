import type { NamedRate, RateLaw } from '@app/limits';

/** A rate with what clients are told about it. */
export interface LimitRate extends NamedRate {
  readonly unit: 'requests' | 'tokens';
  /** The value of `RateLimit-Policy`: quota, window in seconds, burst. */
  readonly policy: string;
}

/** Describes a rate. */
export function limitRate(name: string, unit: LimitRate['unit'], law: RateLaw): LimitRate {
  const { quota, windowMs, burst } = law;
  const comment = unit === 'tokens' ? ';comment="tokens"' : '';
  return { name, unit, law, policy: `${quota};w=${Math.ceil(windowMs / 1000)};burst=${burst}${comment}` };
}
