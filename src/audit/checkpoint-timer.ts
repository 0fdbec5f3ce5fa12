import { Checkpointer } from '@app/audit';
import { Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { AuditConfig } from '../config/audit-config';
import { AuditMetrics } from './audit-metrics';

/**
 * Signs the ends of the chains at intervals, and once more when the process stops. Not a job in a queue: a trail must not lose its
 * proof because Redis is away.
 */
@Injectable()
export class CheckpointTimer implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> | undefined;

  constructor(
    private readonly checkpointer: Checkpointer,
    private readonly config: AuditConfig,
    private readonly metrics: AuditMetrics,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => void this.run(), this.config.checkpointIntervalMs).unref();
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.running;
    await this.run();
  }

  /** One round now. Never rejects. */
  async run(): Promise<void> {
    if (this.running !== undefined) return;
    this.running = this.checkpointer.run().catch(() => {
      this.metrics.countFailedCheckpoint('database'); // away: the stores tell, and the next run catches up
    });
    await this.running;
    this.running = undefined;
    this.metrics.showUnanchored(this.checkpointer.pending);
  }
}
