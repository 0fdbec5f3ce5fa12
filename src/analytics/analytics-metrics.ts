import type { DropReason } from '@app/analytics';
import { Injectable } from '@nestjs/common';
import { Counter, Gauge } from 'prom-client';
import { existingMetric } from '../http/metrics/existing-metric';

const DROPPED = 'stepwise_analytics_dropped_turns_total';
const ROLLED_UP = 'stepwise_analytics_rolled_up_buckets_total';
const LAST_ROLLUP = 'stepwise_analytics_last_rollup_timestamp_seconds';

/** How well analytics counts. */
@Injectable()
export class AnalyticsMetrics {
  private readonly dropped = existingMetric(
    DROPPED,
    () => new Counter({ name: DROPPED, help: 'Turns that analytics could not count.', labelNames: ['reason'] }),
  );
  private readonly rolledUp = existingMetric(
    ROLLED_UP,
    () => new Counter({ name: ROLLED_UP, help: 'Buckets copied to the database.' }),
  );
  private readonly lastRollup = existingMetric(
    LAST_ROLLUP,
    () => new Gauge({ name: LAST_ROLLUP, help: 'When this process last rolled everything up, Unix time.' }),
  );
  /** Of this process, since its start. */
  droppedTurns = 0;

  drop(reason: DropReason, turns: number): void {
    this.droppedTurns += turns;
    this.dropped.inc({ reason }, turns);
  }

  rolledUpTo(now: number, buckets: number): void {
    this.rolledUp.inc(buckets);
    this.lastRollup.set(now / 1000);
  }
}
