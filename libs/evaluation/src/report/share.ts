import type { Estimate } from '../statistics/interval';
import { wilsonInterval } from '../statistics/wilson-interval';

/** A share of answers with its Wilson interval and the counts behind it. */
export interface Share {
  count: number;
  of: number;
  /** Absent when `of` is 0. */
  estimate?: Estimate;
}

/** A share with its interval. */
export function share(count: number, of: number): Share {
  const estimate = wilsonInterval(count, of);
  return { count, of, ...(estimate === undefined ? {} : { estimate }) };
}
