import { SharedLimitStore } from '@app/limits';
import { Injectable } from '@nestjs/common';
import { Counter, Gauge, register } from 'prom-client';
import { existingMetric } from '../http/metrics/existing-metric';
import { CounterTally, handOverTallies } from '../http/metrics/tally';
import type { LimitClass } from '../http/request/limit-class';
import type { LimitDecision } from './limit-decision';

const DEGRADED = 'stepwise_limits_degraded';

/** What limits decided and by what, for Prometheus. Labels come from closed lists. */
@Injectable()
export class LimitMetrics {
  private readonly decisions = existingMetric(
    'stepwise_limit_decisions_total',
    () =>
      new Counter({
        name: 'stepwise_limit_decisions_total',
        help: 'Requests by kind, whether they were let in (admitted, requests, tokens, concurrency) and who decided (store, share).',
        labelNames: ['class', 'outcome', 'by'],
        collect: handOverTallies,
      }),
  );
  private readonly failures = existingMetric(
    'stepwise_auth_failures_total',
    () =>
      new Counter({
        name: 'stepwise_auth_failures_total',
        help: 'Failed authentications: counted, refused because their address had too many, or uncounted for want of Redis.',
        labelNames: ['outcome'],
      }),
  );
  private readonly known = new Map<string, CounterTally>();

  constructor(store: SharedLimitStore) {
    // The registry belongs to the process: the last app of one process (in tests) is the one that is measured.
    register.removeSingleMetric(DEGRADED);
    new Gauge({
      name: DEGRADED,
      help: '1 while this process decides by its own share of the limits, because Redis does not answer.',
      collect() {
        this.set(store.isDegraded ? 1 : 0);
      },
    });
  }

  decided(limitClass: LimitClass, { admitted, rate, busyLimit, decidedBy }: LimitDecision): void {
    const outcome = admitted ? 'admitted' : busyLimit === undefined ? rate.unit : 'concurrency';
    const key = `${limitClass}:${outcome}:${decidedBy}`;
    let counter = this.known.get(key);
    if (counter === undefined) {
      counter = new CounterTally(this.decisions, { class: limitClass, outcome, by: decidedBy });
      this.known.set(key, counter);
    }
    counter.inc();
  }

  authFailed(outcome: 'counted' | 'refused' | 'uncounted'): void {
    this.failures.inc({ outcome });
  }
}
