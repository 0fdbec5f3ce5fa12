import { Injectable } from '@nestjs/common';
import { Counter } from 'prom-client';
import { existingMetric } from '../../http/metrics/existing-metric';

const counter = (name: string, help: string): Counter => existingMetric(name, () => new Counter({ name, help }));

/** What this process saw of identities. */
@Injectable()
export class IdentityMetrics {
  private readonly changes = counter(
    'stepwise_identity_changes_total',
    'Times that keys, users or organisations were found changed.',
  );
  private readonly failedLooks = counter(
    'stepwise_identity_look_failures_total',
    'Times that the database did not tell whether identities have changed.',
  );
  private readonly endedStreams = counter(
    'stepwise_identity_ended_streams_total',
    'Event streams ended because their key was revoked or lost rights.',
  );
  private readonly refusals = counter('stepwise_authentication_failures_total', 'Keys and tokens that were refused.');

  changed(): void {
    this.changes.inc();
  }

  lookFailed(): void {
    this.failedLooks.inc();
  }

  ended(streams: number): void {
    this.endedStreams.inc(streams);
  }

  refused(): void {
    this.refusals.inc();
  }
}
