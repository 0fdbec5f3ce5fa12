import { RedisStore, type BreakerState } from '@app/storage';
import { Injectable } from '@nestjs/common';
import { existingMetric } from '../http/metrics/existing-metric';
import { Counter, Gauge } from 'prom-client';

const STATES: readonly BreakerState[] = ['closed', 'open', 'half-open'];

/** Shows the breaker of Redis: `redis_breaker_state` is 1 for the state that it is in. */
@Injectable()
export class RedisMetrics {
  private readonly gauge = existingMetric(
    'redis_breaker_state',
    () =>
      new Gauge({
        name: 'redis_breaker_state',
        help: '1 for the state that the circuit breaker of Redis is in.',
        labelNames: ['state'],
      }),
  );
  private readonly openings = existingMetric(
    'redis_breaker_openings_total',
    () =>
      new Counter({ name: 'redis_breaker_openings_total', help: 'Times that Redis was found away, since the start.' }),
  );

  constructor(redis: RedisStore) {
    this.show(redis.state);
    let isAway = false;
    redis.onStateChange((state) => {
      this.show(state);
      if (state === 'open' && !isAway) this.openings.inc();
      isAway = state !== 'closed';
    });
  }

  private show(current: BreakerState): void {
    for (const state of STATES) this.gauge.set({ state }, state === current ? 1 : 0);
  }
}
