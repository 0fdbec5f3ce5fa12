import { Clock, IdGenerator } from '@app/kernel';
import type { ScheduledWarmup } from '../config/cache-config';
import { QUEUED, type WarmupPlan } from './warmup';
import type { StoredWarmup, WarmupStore } from './warmup-store';

const CONCURRENCY = 2;

/** The warm-ups that run by the clock: the popular questions of all organisations, within the configured budget. */
export class ScheduledWarmups {
  constructor(
    private readonly config: ScheduledWarmup,
    private readonly store: WarmupStore,
    private readonly clock: Clock,
    private readonly ids: IdGenerator,
  ) {}

  /**
   * The one of a job: a new one, or the one that it began before it was taken up again.
   *
   * @param job tells the job from all others, those before and after it too.
   */
  async of(job: string): Promise<StoredWarmup> {
    const begun = await this.store.findOfJob(job);
    if (begun !== undefined) return begun;
    const { limit, maxRequests, maxCostMicroUsd } = this.config;
    const plan: WarmupPlan = {
      id: this.ids.next('warmup'),
      organisationId: '',
      createdAt: this.clock.now(),
      source: 'popular',
      limit,
      concurrency: CONCURRENCY,
      maxRequests,
      ...(maxCostMicroUsd === undefined ? {} : { maxCostMicroUsd }),
    };
    await this.store.create(plan, QUEUED);
    await this.store.setOfJob(job, plan.id);
    return { plan, state: QUEUED };
  }
}
