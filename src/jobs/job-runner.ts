import { Logger, type BeforeApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import type { JobsConfig } from '../config/app-config';
import { assertOneProcessorEach, type JobProcessor } from './found-processor';
import type { JobQueues } from './job-queues';
import type { ProcessorScan } from './processor-scan';
import type { QueueConnections } from './queue-connections';
import { repeatedJobs } from './repeated-jobs';
import { scheduleJob } from './schedule-job';

/** Works the queues of this process, and keeps the schedule of repeated jobs. */
export class JobRunner implements OnModuleInit, BeforeApplicationShutdown {
  private readonly logger = new Logger('Jobs');
  private processors: readonly JobProcessor[] = [];
  private isWorking = false;
  private stopped: Promise<void> | undefined;

  constructor(
    private readonly scan: ProcessorScan,
    private readonly connections: QueueConnections,
    private readonly queues: JobQueues,
    private readonly config: JobsConfig,
  ) {}

  /** Fails the start unless every job has exactly one processor. */
  onModuleInit(): void {
    const found = this.scan.find();
    assertOneProcessorEach(found);
    this.processors = found;
  }

  /**
   * Begins to work, unless this process is to leave jobs to others. Returns at once: while Redis is away nothing waits for it,
   * and work begins when it answers. To be called when the process is ready for its other work.
   */
  start(): void {
    if (this.config.enabled) this.connections.onReady(() => this.onRedis());
  }

  /** Takes no new jobs and waits for the running ones, at most the configured time. What is cut off is done again elsewhere. */
  stop(): Promise<void> {
    return (this.stopped ??= this.queues.close(this.config.stopTimeoutMs));
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.stop();
  }

  /** Each time, because a Redis that comes back may have lost the schedule. */
  private onRedis(): void {
    if (this.stopped !== undefined) return;
    if (!this.isWorking) this.work();
    for (const job of repeatedJobs(this.config)) {
      scheduleJob(this.queues, job).catch((error: unknown) => {
        if (!this.connections.isReady) return; // the next connection brings the next try
        this.logger.warn(
          `The job ${job.name} could not be scheduled (${error instanceof Error ? error.name : 'Error'}).`,
        );
      });
    }
  }

  private work(): void {
    this.isWorking = true;
    for (const { queue, job, concurrency, run } of this.processors) {
      // It settles when the queue is closed; Bull tells what happens on the way by events.
      this.queues
        .queueOf(queue)
        .process(job, concurrency, run)
        .catch(() => undefined);
    }
  }
}
