import { MetricSink, Monitor, MonitoringStore } from '@app/monitoring';
import { Clock } from '@app/kernel';
import { Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { QUEUE_NAMES } from '@app/queue';
import { MonitoringConfig } from '../config/monitoring-config';
import { JobQueues } from '../jobs/job-queues';

const EVERY_MS = 1_000;
const QUEUES_EVERY = 5;
const PRUNE_EVERY = 3_600;

/** Has the monitor work every second. In all processes that do jobs; one of them reads, the others wait to take over. */
@Injectable()
export class Watcher implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> | undefined;
  private ticks = 0;

  constructor(
    private readonly monitor: Monitor,
    private readonly sink: MetricSink,
    private readonly store: MonitoringStore,
    private readonly queues: JobQueues,
    private readonly config: MonitoringConfig,
    private readonly clock: Clock,
  ) {}

  onApplicationBootstrap(): void {
    if (!this.config.watches) return;
    this.timer = setInterval(() => {
      this.running ??= this.tick().finally(() => (this.running = undefined));
    }, EVERY_MS).unref();
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.running;
  }

  private async tick(): Promise<void> {
    this.ticks += 1;
    try {
      await this.monitor.tick();
      if (!this.monitor.reads) return;
      if (this.ticks % QUEUES_EVERY === 0) await this.measureQueues();
      if (this.ticks % PRUNE_EVERY === 0) await this.store.prune(this.clock.now() - this.config.keepMs);
    } catch {
      return; // a store is away, which its connection logs; the next second tries again
    }
  }

  /** Once for all processes: the queues are everybody's. */
  private async measureQueues(): Promise<void> {
    await Promise.all(
      QUEUE_NAMES.map(async (queue) => {
        const { waiting, active, delayed } = await this.queues.queueOf(queue).getJobCounts();
        this.sink.observe('queue.depth', waiting + active + delayed, { queue });
      }),
    );
  }
}
