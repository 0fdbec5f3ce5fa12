import { readJobPayload, type JobName, type QueueName } from '@app/queue';
import { Process, Processor } from '@nestjs/bull';
import type { OnModuleDestroy } from '@nestjs/common';
import type { Job } from 'bull';
import { RetentionService } from './retention.service';

/** Removes old data once a day. Done twice, or half, it is the same. */
@Processor('maintenance' satisfies QueueName)
export class RetentionProcessor implements OnModuleDestroy {
  private readonly stopping = new AbortController();

  constructor(private readonly retention: RetentionService) {}

  @Process('retention' satisfies JobName)
  async apply({ data }: Job): Promise<void> {
    readJobPayload('retention', data);
    await this.retention.apply(this.stopping.signal);
  }

  /** The next round goes on where this one stops. */
  onModuleDestroy(): void {
    this.stopping.abort();
  }
}
