import type { SessionOpening } from '@app/sessions';
import { Injectable } from '@nestjs/common';
import { Counter } from 'prom-client';
import { existingMetric } from '../http/metrics/existing-metric';

/** What happened to sessions, for Prometheus. */
@Injectable()
export class SessionMetrics {
  private readonly events = existingMetric(
    'stepwise_sessions_total',
    () =>
      new Counter({
        name: 'stepwise_sessions_total',
        help: 'Sessions opened, refused because there were too many, evicted by a newer one, and ended; and uses of one that had ended.',
        labelNames: ['event'],
      }),
  );

  opened(opening: SessionOpening): void {
    this.events.inc({ event: opening.outcome });
    if (opening.outcome === 'opened') this.events.inc({ event: 'evicted' }, opening.evicted.length);
  }

  ended(count: number): void {
    this.events.inc({ event: 'ended' }, count);
  }

  usedEnded(): void {
    this.events.inc({ event: 'used-ended' });
  }
}
