import { Rollup } from '@app/analytics';
import { Clock } from '@app/kernel';
import { readJobPayload, type JobName, type QueueName } from '@app/queue';
import { Process, Processor } from '@nestjs/bull';
import type { OnModuleDestroy } from '@nestjs/common';
import type { Job } from 'bull';
import { AnalyticsMetrics } from './analytics-metrics';

/** Copies what was counted to the database. Done twice, or half, it is the same. */
@Processor('maintenance' satisfies QueueName)
export class AnalyticsRollupProcessor implements OnModuleDestroy {
  private readonly stopping = new AbortController();

  constructor(
    private readonly rollup: Rollup,
    private readonly metrics: AnalyticsMetrics,
    private readonly clock: Clock,
  ) {}

  @Process('analytics-rollup' satisfies JobName)
  async rollUp({ data }: Job): Promise<void> {
    readJobPayload('analytics-rollup', data);
    const { copied, more } = await this.rollup.run(this.stopping.signal);
    if (!more) this.metrics.rolledUpTo(this.clock.now(), copied);
  }

  /** The next worker goes on where this one stops. */
  onModuleDestroy(): void {
    this.stopping.abort();
  }
}
