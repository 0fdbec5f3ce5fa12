import { Injectable } from '@nestjs/common';
import { Counter } from 'prom-client';
import { existingMetric } from '../http/metrics/existing-metric';

/** How well monitoring itself does. */
@Injectable()
export class MonitoringMetrics {
  private readonly unwritten = counter(
    'stepwise_monitoring_unwritten_events_total',
    'Metric events that could not be put on the stream.',
  );
  private readonly unread = counter(
    'stepwise_monitoring_unread_events_total',
    'Metric events that were gone before they were read.',
  );
  private readonly unsaved = counter(
    'stepwise_monitoring_unsaved_intervals_total',
    'Intervals whose points or anomalies could not be kept.',
  );
  private readonly found = existingMetric(
    'stepwise_anomalies_total',
    () => new Counter({ name: 'stepwise_anomalies_total', help: 'Anomalies that were found.' }),
  );
  /** Of this process, since its start. */
  readonly counts = { unwritten: 0, unread: 0, unsaved: 0 };

  failToWrite(events: number): void {
    this.counts.unwritten += events;
    this.unwritten.inc(events);
  }

  loseUnread(events: number): void {
    this.counts.unread += events;
    this.unread.inc(events);
  }

  failToSave(): void {
    this.counts.unsaved += 1;
    this.unsaved.inc();
  }

  find(): void {
    this.found.inc();
  }
}

function counter(name: string, help: string): Counter {
  return existingMetric(name, () => new Counter({ name, help }));
}
