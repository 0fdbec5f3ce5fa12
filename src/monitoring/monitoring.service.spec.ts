import type { MetricStream, MonitoringStore } from '@app/monitoring';
import { ManualClock } from '@app/testing';
import type { MonitoringConfig } from '../config/monitoring-config';
import type { MonitoringMetrics } from './monitoring-metrics';
import { MonitoringService } from './monitoring.service';

describe('MonitoringService', () => {
  it('says that the store does not answer while Redis is away', async () => {
    const away = (): Promise<never> => Promise.reject(new Error('The connection is closed.'));
    const stream = { window: away, append: away } as unknown as MetricStream;
    const [store, metrics] = [{} as MonitoringStore, { counts: {} } as MonitoringMetrics];
    const service = new MonitoringService(stream, store, metrics, {} as MonitoringConfig, new ManualClock());
    const refusal = { code: 'storage_unavailable', retryable: true, retryAfterMs: 1_000 };
    await expect(service.events({})).rejects.toMatchObject(refusal);
    await expect(service.take([{ name: 'shop.orders', value: 1 }])).rejects.toMatchObject(refusal);
  });
});
