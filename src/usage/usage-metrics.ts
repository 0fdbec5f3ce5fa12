import { Injectable } from '@nestjs/common';
import { Counter, Gauge } from 'prom-client';
import { existingMetric } from '../http/metrics/existing-metric';

/** What spend shows to Prometheus. */
@Injectable()
export class UsageMetrics {
  private readonly events = existingMetric(
    'usage_events_total',
    () =>
      new Counter({
        name: 'usage_events_total',
        help: 'Calls refused by a budget, decided by the ledger because Redis was away, or whose counters could not be settled.',
        labelNames: ['event'],
      }),
  );
  private readonly lost = existingMetric(
    'usage_lost_calls_total',
    () => new Counter({ name: 'usage_lost_calls_total', help: 'Calls whose process died, settled by an estimate.' }),
  );
  private readonly dropped = existingMetric(
    'usage_dropped_rows_total',
    () => new Counter({ name: 'usage_dropped_rows_total', help: 'Ledger rows given up. Any is a hole in the bill.' }),
  );
  private readonly waiting = existingMetric(
    'usage_waiting_rows',
    () => new Gauge({ name: 'usage_waiting_rows', help: 'Ledger rows in memory that wait for the database.' }),
  );

  countEvent(event: string): void {
    this.events.inc({ event });
  }

  countLost(calls: number): void {
    this.lost.inc(calls);
  }

  countDropped(rows: number): void {
    this.dropped.inc(rows);
  }

  showWaiting(rows: number): void {
    this.waiting.set(rows);
  }
}
