import { Injectable } from '@nestjs/common';
import { Counter } from 'prom-client';
import { existingMetric } from '../http/metrics/existing-metric';
import type { WarmupState } from './warmup';

/** What warm-ups did, for Prometheus. */
@Injectable()
export class WarmupMetrics {
  private readonly runs = existingMetric(
    'stepwise_cache_warmups_total',
    () =>
      new Counter({
        name: 'stepwise_cache_warmups_total',
        help: 'Warm-ups by how they ended.',
        labelNames: ['status'],
      }),
  );
  private readonly questions = existingMetric(
    'stepwise_cache_warmup_questions_total',
    () =>
      new Counter({
        name: 'stepwise_cache_warmup_questions_total',
        help: 'Questions of warm-ups: answered anew (made), fresh already, failed.',
        labelNames: ['outcome'],
      }),
  );

  ended({ status, made, fresh, failed }: WarmupState): void {
    this.runs.inc({ status });
    for (const [outcome, count] of Object.entries({ made, fresh, failed })) this.questions.inc({ outcome }, count);
  }
}
