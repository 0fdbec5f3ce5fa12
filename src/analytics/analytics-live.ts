import { setTimeout as delay } from 'node:timers/promises';
import { bucketStart, GRAIN_MS, type AnalyticsRange } from '@app/analytics';
import { Clock } from '@app/kernel';
import { Injectable } from '@nestjs/common';
import type { AnalyticsScope } from './analytics-scope';
import { AnalyticsService } from './analytics.service';
import type { AnalyticsPointDto } from './dto/analytics.dto';

/** Turns are written a quarter of a second after they end, and clocks differ a little. */
const SETTLE_MS = 750;
/** How far back a reader that comes again may go on, milliseconds. */
const MAX_REPLAY_MS = 10 * GRAIN_MS.minute;

/** One second (of a user: the running minute) of a live stream. */
export interface LivePoint {
  grain: 'second' | 'minute';
  point: AnalyticsPointDto;
}

/** Tells every second what the second before came to. All readers of one scope share one question a second. */
@Injectable()
export class AnalyticsLive {
  private readonly shared = new Map<string, { at: number; points: Promise<AnalyticsPointDto[]> }>();

  constructor(
    private readonly analytics: AnalyticsService,
    private readonly clock: Clock,
  ) {}

  /** From the second after `lastSecond` on, which is bounded, until the signal aborts. Seconds that Redis did not tell are left out. */
  async *points(scope: AnalyticsScope, lastSecond: number | undefined, signal: AbortSignal): AsyncGenerator<LivePoint> {
    const earliest = bucketStart('second', this.clock.now() - MAX_REPLAY_MS);
    let next = Math.max(earliest, lastSecond === undefined ? this.newestSecond() : lastSecond + GRAIN_MS.second);
    for (;;) {
      const newest = this.newestSecond();
      if (next <= newest) {
        const points = await this.read(scope, next, newest).catch(() => []); // away: the stream goes on when it is back
        const grain = scope.userId === undefined ? 'second' : 'minute';
        for (const point of points) yield { point, grain };
        next = newest + GRAIN_MS.second;
      }
      await delay(Math.max(50, next + GRAIN_MS.second + SETTLE_MS - this.clock.now()), undefined, { signal });
    }
  }

  private newestSecond(): number {
    return bucketStart('second', this.clock.now() - SETTLE_MS) - GRAIN_MS.second;
  }

  private read(scope: AnalyticsScope, from: number, newest: number): Promise<AnalyticsPointDto[]> {
    const grain = scope.userId === undefined ? 'second' : 'minute';
    const range: AnalyticsRange = {
      organisationId: scope.organisationId,
      grain,
      from: grain === 'second' ? from : bucketStart('minute', newest),
      to: newest + 1,
    };
    const key = `${scope.organisationId} ${scope.userId ?? ''} ${range.from}`;
    const known = this.shared.get(key);
    if (known?.at === newest) return known.points;
    for (const [other, { at }] of this.shared) if (at < newest) this.shared.delete(other);
    const points = this.analytics.watch(scope, range);
    this.shared.set(key, { at: newest, points });
    return points;
  }
}
