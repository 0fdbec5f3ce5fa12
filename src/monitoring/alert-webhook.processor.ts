import { readJobPayload, type JobName, type QueueName } from '@app/queue';
import { Process, Processor } from '@nestjs/bull';
import type { Job } from 'bull';
import { AlertWebhook } from './alert-webhook';

/** Tells the webhook of an anomaly. Its receiver knows a repeated one by its id. */
@Processor('maintenance' satisfies QueueName)
export class AlertWebhookProcessor {
  constructor(private readonly webhook: AlertWebhook) {}

  @Process('alert-webhook' satisfies JobName)
  async send({ data }: Job): Promise<void> {
    await this.webhook.send(readJobPayload('alert-webhook', data).anomalyId);
  }
}
