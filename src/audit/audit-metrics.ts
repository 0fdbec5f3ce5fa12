import type { AppendedRecord } from '@app/audit';
import { Injectable } from '@nestjs/common';
import { Counter, Histogram } from 'prom-client';
import { existingMetric } from '../http/metrics/existing-metric';

const MS_PER_SECOND = 1_000;

/** What the audit trail shows to Prometheus. */
@Injectable()
export class AuditMetrics {
  private readonly appended = existingMetric(
    'audit_entries_total',
    () =>
      new Counter({ name: 'audit_entries_total', help: 'Audit entries committed.', labelNames: ['action', 'result'] }),
  );
  private readonly failures = existingMetric(
    'audit_append_failures_total',
    () => new Counter({ name: 'audit_append_failures_total', help: 'Audit entries that could not be written.' }),
  );
  private readonly duration = existingMetric(
    'audit_append_duration_seconds',
    () =>
      new Histogram({
        name: 'audit_append_duration_seconds',
        help: 'Time that an entry outside of a larger transaction took.',
        buckets: [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.5, 1, 2],
      }),
  );

  countAppended(appended: readonly AppendedRecord[]): void {
    for (const { record } of appended) this.appended.inc({ action: record.action, result: record.result });
  }

  observeAppend(durationMs: number, succeeded: boolean): void {
    this.duration.observe(durationMs / MS_PER_SECOND);
    if (!succeeded) this.failures.inc();
  }
}
