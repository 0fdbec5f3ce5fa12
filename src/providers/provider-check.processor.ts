import { readJobPayload, type JobName, type QueueName } from '@app/queue';
import { Process, Processor } from '@nestjs/bull';
import type { OnModuleDestroy } from '@nestjs/common';
import type { Job } from 'bull';
import { ProviderStatusService } from './provider-status.service';

/** Asks the providers whether they answer. Done twice it is only newer. */
@Processor('maintenance' satisfies QueueName)
export class ProviderCheckProcessor implements OnModuleDestroy {
  private readonly stopping = new AbortController();

  constructor(private readonly status: ProviderStatusService) {}

  @Process('provider-check' satisfies JobName)
  async checkProviders({ data }: Job): Promise<void> {
    await this.status.check(readJobPayload('provider-check', data), this.stopping.signal);
  }

  /** A check that still runs then is of no use to anybody. */
  onModuleDestroy(): void {
    this.stopping.abort();
  }
}
