import { bucketStart, GRAIN_MS, type AnalyticsRange, type Grain } from '@app/analytics';
import { AppError, type Principal } from '@app/kernel';
import type { AnalyticsQueryDto } from './dto/analytics-query.dto';

/** Buckets of one answer at most. */
const MAX_BUCKETS = 2_000;
const DEFAULT_WINDOW_SECONDS = 3_600;
/** The narrowest grain that answers in no more buckets than a chart shows. */
const PLEASANT_BUCKETS = 750;
const OF_ALL: readonly string[] = ['operator', 'admin'];

/** Whose turns a question is about. `userId` is absent when it is about all of the organisation. */
export interface AnalyticsScope {
  organisationId: string;
  userId?: string;
}

/** Throws `forbidden` when a caller asks for more than its own turns and may not. */
export function scopeOf({ organisationId, userId, roles }: Principal, asked: 'own' | 'organisation' | undefined) {
  const maySeeAll = roles.some((role) => OF_ALL.includes(role));
  if (asked === 'organisation' && !maySeeAll) {
    throw new AppError(
      'forbidden',
      'The turns of the whole organisation are for operators and administrators. Ask with scope=own.',
      {
        param: 'scope',
      },
    );
  }
  return asked === 'own' || !maySeeAll ? { organisationId, userId } : { organisationId };
}

/** The buckets that a question is about. Throws `invalid_parameter`. */
export function rangeOf(
  query: AnalyticsQueryDto,
  { organisationId, userId }: AnalyticsScope,
  now: number,
): AnalyticsRange {
  if (query.from !== undefined && query.windowSeconds !== undefined) {
    throw new AppError('invalid_parameter', 'Give windowSeconds or from, not both.', { param: 'windowSeconds' });
  }
  const to = query.to ?? now + 1;
  const from = query.from ?? Math.max(0, to - (query.windowSeconds ?? DEFAULT_WINDOW_SECONDS) * 1000);
  if (from >= to) throw new AppError('invalid_parameter', 'from must be before to.', { param: 'from' });
  const grain = query.grain ?? grainFor(from, to, userId === undefined);
  if (grain === 'second' && userId !== undefined) {
    throw new AppError('invalid_parameter', 'Your own turns are not kept by second. Ask for minutes.', {
      param: 'grain',
    });
  }
  if ((to - from) / GRAIN_MS[grain] > MAX_BUCKETS) {
    throw new AppError(
      'invalid_parameter',
      `That is more than ${MAX_BUCKETS} buckets. Ask for a wider grain or less time.`,
      {
        param: 'grain',
      },
    );
  }
  const end = bucketStart(grain, to - 1) + GRAIN_MS[grain];
  return { organisationId, grain, from: bucketStart(grain, from), to: end };
}

function grainFor(from: number, to: number, mayBeSeconds: boolean): Grain {
  const lengthMs = to - from;
  if (mayBeSeconds && lengthMs <= 5 * GRAIN_MS.minute) return 'second';
  if (lengthMs / GRAIN_MS.minute <= PLEASANT_BUCKETS) return 'minute';
  return lengthMs / GRAIN_MS.hour <= PLEASANT_BUCKETS ? 'hour' : 'day';
}
