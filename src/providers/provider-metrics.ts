import { Injectable } from '@nestjs/common';
import { Gauge, register } from 'prom-client';
import { ProviderStatusService } from './provider-status.service';

const NAME = 'stepwise_provider_up';

/**
 * `stepwise_provider_up{provider}`: 1 when the last check found the provider well, 0 when it refused the key or could not be
 * reached; no series when that is not known. Read at each scrape, whichever process did the check.
 */
@Injectable()
export class ProviderMetrics {
  constructor(status: ProviderStatusService) {
    // The registry belongs to the process: the last app of one process (in tests) is the one that is measured.
    register.removeSingleMetric(NAME);
    new Gauge({
      name: NAME,
      help: 'Whether the last check found the provider well.',
      labelNames: ['provider'],
      async collect() {
        const checks = await status.latest();
        this.reset();
        for (const { provider, result } of checks.values()) {
          if (result !== 'unknown') this.set({ provider }, result === 'ok' ? 1 : 0);
        }
      },
    });
  }
}
