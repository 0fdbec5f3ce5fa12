import { MetricSink } from '@app/monitoring';
import { AppError } from '@app/kernel';
import {
  TurnLayer,
  type PlannedTurn,
  type TurnContext,
  type TurnEnd,
  type TurnEvent,
  type TurnFinish,
  type TurnHandler,
} from '@app/turn';
import { Injectable } from '@nestjs/common';
import { MonitoringConfig } from '../config/monitoring-config';
import { ProviderTraffic } from './provider-traffic';
import { GenAiMetrics } from './gen-ai-metrics';

/**
 * Measures every turn when it is over, refused ones too. The product's own, such as those of a warm-up, only tell how providers do.
 * Its place among the layers does not matter.
 */
@Injectable()
export class MonitoringLayer extends TurnLayer {
  constructor(
    private readonly sink: MetricSink,
    private readonly prometheus: GenAiMetrics,
    private readonly traffic: ProviderTraffic,
    private readonly config: MonitoringConfig,
  ) {
    super();
  }

  /** Here and not in `handle`, which a turn that another layer refuses never reaches. */
  override begin(turn: PlannedTurn, context: TurnContext): void {
    context.onEnd((end) => {
      this.traffic.observe(turn, end);
      if (context.origin.dialect === 'internal') return;
      this.prometheus.observe(turn, end);
      if (this.config.enabled) this.measure(turn, end);
    });
  }

  handle(turn: PlannedTurn, context: TurnContext, next: TurnHandler): Promise<AsyncIterable<TurnEvent>> {
    return next(turn, context);
  }

  private measure(turn: PlannedTurn, end: TurnEnd): void {
    const { provider, id: model } = turn.model.descriptor;
    const { strategy } = turn;
    this.sink.add('chat.turns', 1, { model, provider, strategy, outcome: end.outcome });
    if (end.outcome === 'failed') {
      const error = end.error instanceof AppError ? end.error.code : 'internal_error';
      this.sink.add('chat.errors', 1, { model, provider, strategy, error });
    }
    if (end.outcome !== 'finished') return;
    this.sink.observe('chat.latency_ms', end.totalMs, { model, provider, strategy });
    if (end.firstTextMs !== undefined) this.sink.observe('chat.first_token_ms', end.firstTextMs, { model, provider });
    this.measureUse(end.finish, model);
  }

  private measureUse({ response: { usage, cache } }: TurnFinish, model: string): void {
    if (cache.status === 'hit' || cache.status === 'stale') {
      this.sink.add('chat.cache_hits', 1, { model });
      return;
    }
    this.sink.add('chat.tokens', (usage.inputTokens ?? 0) + (usage.outputTokens ?? 0), { model });
    if (usage.costMicroUsd !== undefined) this.sink.add('chat.cost_micro_usd', usage.costMicroUsd, { model });
  }
}
