import type { AppendedRecord } from '@app/audit';
import { Injectable } from '@nestjs/common';
import { Counter, Gauge, Histogram } from 'prom-client';
import { existingMetric } from '../http/metrics/existing-metric';
import { CounterTally, handOverTallies, HistogramTally } from '../http/metrics/tally';

const MS_PER_SECOND = 1_000;

/** What the audit trail shows to Prometheus. */
@Injectable()
export class AuditMetrics {
  private readonly appended = existingMetric(
    'audit_entries_total',
    () =>
      new Counter({
        name: 'audit_entries_total',
        help: 'Audit entries committed.',
        labelNames: ['action', 'result'],
        collect: handOverTallies,
      }),
  );
  private readonly failures = existingMetric(
    'audit_append_failures_total',
    () => new Counter({ name: 'audit_append_failures_total', help: 'Audit entries that could not be written.' }),
  );
  private readonly duration = new HistogramTally(
    existingMetric(
      'audit_append_duration_seconds',
      () =>
        new Histogram({
          name: 'audit_append_duration_seconds',
          help: 'Time that an entry outside of a larger transaction took.',
          buckets: [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.5, 1, 2],
          collect: handOverTallies,
        }),
    ),
  );
  private readonly known = new Map<string, CounterTally>();

  private readonly unshown = existingMetric(
    'audit_live_dropped_total',
    () => new Counter({ name: 'audit_live_dropped_total', help: 'Entries that Redis did not take for the live view.' }),
  );
  private readonly failedCheckpoints = existingMetric(
    'audit_checkpoint_failures_total',
    () =>
      new Counter({
        name: 'audit_checkpoint_failures_total',
        help: 'Checkpoints that could not be made or kept.',
        labelNames: ['anchor'],
      }),
  );
  private readonly unanchored = existingMetric(
    'audit_unanchored_entries',
    () => new Gauge({ name: 'audit_unanchored_entries', help: 'Entries that no checkpoint vouches for yet.' }),
  );

  countUnshown(entries: number): void {
    this.unshown.inc(entries);
  }

  countFailedCheckpoint(anchor: string): void {
    this.failedCheckpoints.inc({ anchor });
  }

  showUnanchored(entries: number): void {
    this.unanchored.set(entries);
  }

  countAppended(appended: readonly AppendedRecord[]): void {
    for (const { record } of appended) {
      const { action, result } = record;
      const key = `${action} ${result}`;
      let counter = this.known.get(key);
      if (counter === undefined) {
        counter = new CounterTally(this.appended, { action, result });
        this.known.set(key, counter);
      }
      counter.inc();
    }
  }

  observeAppend(durationMs: number, succeeded: boolean): void {
    this.duration.observe(durationMs / MS_PER_SECOND);
    if (!succeeded) this.failures.inc();
  }
}
