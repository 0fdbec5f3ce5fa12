import { Clock, IdGenerator } from '@app/kernel';
import type { ScheduledWarmup } from '../config/cache-config';
import { QUEUED, type WarmupPlan } from './warmup';
import type { WarmupStore } from './warmup-store';

const CONCURRENCY = 2;

/** The warm-ups that run by the clock: the popular questions of all organisations, within the configured budget. */
export class ScheduledWarmups {
  constructor(
    private readonly config: ScheduledWarmup,
    private readonly store: WarmupStore,
    private readonly clock: Clock,
    private readonly ids: IdGenerator,
  ) {}

  /** A new one. */
  async begin(): Promise<WarmupPlan> {
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
    return plan;
  }
}
