import { createHmac } from 'node:crypto';
import { MonitoringStore } from '@app/monitoring';
import { Clock } from '@app/kernel';
import { Injectable } from '@nestjs/common';
import { request } from 'undici';
import { MonitoringConfig } from '../config/monitoring-config';
import { describeAnomaly } from './anomaly-alerts';

const TIMEOUT_MS = 10_000;

/**
 * Posts an anomaly to the webhook of the settings, which is the only place it ever goes: redirects are not followed. The header
 * `X-Stepwise-Signature` is `t=SECONDS,v1=HEX`, an HMAC-SHA256 of `SECONDS.BODY` with ALERT_WEBHOOK_SECRET.
 */
@Injectable()
export class AlertWebhook {
  constructor(
    private readonly store: MonitoringStore,
    private readonly config: MonitoringConfig,
    private readonly clock: Clock,
  ) {}

  /** Nothing to do without a webhook, or when the anomaly is gone. Rejects when it was not taken, without its address. */
  async send(anomalyId: string): Promise<void> {
    const { webhook } = this.config;
    const anomaly = webhook === undefined ? undefined : await this.store.anomaly(anomalyId);
    if (webhook === undefined || anomaly === undefined) return;
    const body = JSON.stringify({ type: 'anomaly', text: describeAnomaly(anomaly), anomaly });
    const seconds = Math.floor(this.clock.now() / 1000);
    const signature = createHmac('sha256', webhook.secret).update(`${seconds}.${body}`).digest('hex');
    const status = await post(webhook.url, body, {
      'content-type': 'application/json',
      'x-stepwise-signature': `t=${seconds},v1=${signature}`,
      'x-stepwise-delivery': anomalyId,
    });
    if (status < 200 || status >= 300) throw new Error(`The webhook answered ${status}.`);
  }
}

async function post(url: string, body: string, headers: Record<string, string>): Promise<number> {
  try {
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    const response = await request(url, { method: 'POST', body, headers, signal });
    await response.body.dump();
    return response.statusCode;
  } catch (error) {
    // What undici says may hold the address, and that may hold a secret.
    const code = (error as NodeJS.ErrnoException).code ?? (error as Error).name;
    throw new Error(`The webhook could not be reached (${code}).`, { cause: code });
  }
}
