import { readJobPayload, type JobName, type QueueName } from '@app/queue';
import { Process, Processor } from '@nestjs/bull';
import { Logger, type OnModuleDestroy } from '@nestjs/common';
import type { Job } from 'bull';
import { isOver, QUEUED, type WarmupPlan, type WarmupState } from './warmup';
import { ScheduledWarmups } from './scheduled-warmups';
import { WarmupMetrics } from './warmup-metrics';
import { WarmupStore, type StoredWarmup } from './warmup-store';
import { WarmupWorker } from './warmup-worker';

/** Runs warm-ups, one at a time in a process. Done twice, a warm-up skips what is fresh by then. */
@Processor('warmups' satisfies QueueName)
export class WarmupProcessor implements OnModuleDestroy {
  private readonly logger = new Logger('Warmup');
  private readonly stopping = new AbortController();

  constructor(
    private readonly worker: WarmupWorker,
    private readonly store: WarmupStore,
    private readonly scheduled: ScheduledWarmups,
    private readonly metrics: WarmupMetrics,
  ) {}

  @Process('cache-warmup' satisfies JobName)
  async run(job: Job): Promise<void> {
    const found = await this.find(job);
    if (found === undefined || isOver(found.state)) return; // over, or gone with Redis
    const { plan, state: before } = found;
    try {
      const ended = await this.worker.run(plan, before, {
        progress: async (state) => {
          await this.store.setState(plan.id, state);
          await job.progress(state.total === 0 ? 100 : Math.floor((100 * state.done) / state.total));
        },
        isCancelled: () => this.store.isCancelRequested(plan.id),
        signal: this.stopping.signal,
      });
      await this.store.setState(plan.id, ended);
      this.metrics.ended(ended);
      this.logger.log(
        `A warm-up of the cache ended (${ended.status}): ${ended.made} made, ${ended.fresh} fresh, ${ended.failed} failed.`,
      );
    } catch (error) {
      if (!this.stopping.signal.aborted)
        await this.store.setState(plan.id, await this.failed(plan)).catch(() => undefined);
      throw error;
    }
  }

  /** What runs then is done again by another process, or by this one after its next start. */
  onModuleDestroy(): void {
    this.stopping.abort(new Error('The worker stops.'));
  }

  /** Bull hands a job's data on to its next repetition, so none has its warm-up there. The jobs of all starts have one id. */
  private find(job: Job): Promise<StoredWarmup | undefined> {
    const { warmupId } = readJobPayload('cache-warmup', job.data);
    const isByClock = warmupId === '' || job.opts.repeat !== undefined;
    return isByClock ? this.scheduled.of(`${job.id}:${job.timestamp}`) : this.store.find(warmupId);
  }

  /** As far as it came. */
  private async failed({ id }: WarmupPlan): Promise<WarmupState> {
    return { ...((await this.store.find(id))?.state ?? QUEUED), status: 'failed' };
  }
}
