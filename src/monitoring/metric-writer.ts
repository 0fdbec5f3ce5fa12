import { MetricGatherer, MetricStream } from '@app/monitoring';
import { Clock } from '@app/kernel';
import { Injectable, Logger, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { MonitoringConfig } from '../config/monitoring-config';
import { MonitoringMetrics } from './monitoring-metrics';
import { ProcessSampler } from './process-sampler';

const EVERY_MS = 1_000;

/** Puts what this process measured on the stream, once a second, off the path of requests. What Redis does not take is counted. */
@Injectable()
export class MetricWriter implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('Monitoring');
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly gatherer: MetricGatherer,
    private readonly stream: MetricStream,
    private readonly sampler: ProcessSampler,
    private readonly metrics: MonitoringMetrics,
    private readonly config: MonitoringConfig,
    private readonly clock: Clock,
  ) {}

  onApplicationBootstrap(): void {
    if (!this.config.enabled) return;
    this.timer = setInterval(() => void this.write(), EVERY_MS).unref();
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.write();
  }

  /** Never rejects. */
  async write(): Promise<void> {
    try {
      await this.sampler.sample(this.gatherer);
    } catch (error) {
      this.logger.warn(`This process could not be measured (${error instanceof Error ? error.name : 'Error'}).`);
    }
    const events = this.gatherer.drain(this.clock.now());
    try {
      await this.stream.append(events);
    } catch {
      // That Redis is away is logged by its connection. Sent again they could count twice.
      this.metrics.failToWrite(events.length);
    }
  }
}
