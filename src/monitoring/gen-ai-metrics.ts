import { AppError } from '@app/kernel';
import type { PlannedTurn, TurnEnd } from '@app/turn';
import { Injectable } from '@nestjs/common';
import { Counter, Histogram } from 'prom-client';
import { BoundedLabel } from '../http/metrics/bounded-label';
import { existingMetric } from '../http/metrics/existing-metric';
import { CounterTally, handOverTallies, HistogramTally } from '../http/metrics/tally';

/** The buckets that OpenTelemetry's conventions for generative AI advise, seconds. */
const DURATION_BUCKETS = [0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92];
const FIRST_TOKEN_BUCKETS = [0.001, 0.005, 0.01, 0.02, 0.04, 0.06, 0.08, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10, 30];
const TOKEN_BUCKETS = [1, 4, 16, 64, 256, 1024, 4096, 16_384, 65_536, 262_144, 1_048_576, 4_194_304];
const MODEL_LABELS = ['gen_ai_provider_name', 'gen_ai_response_model'] as const;
const MOST_MODELS = 100;
const MOST_PROVIDERS = 30;

/** What one kind of turn is counted in. */
interface TurnSeries {
  duration: HistogramTally;
  firstToken: HistogramTally;
  inputTokens: HistogramTally;
  outputTokens: HistogramTally;
  turns: CounterTally;
  cost: CounterTally;
}

/**
 * Turns by the names of OpenTelemetry's semantic conventions for generative AI, as Prometheus writes them: duration, tokens, time to
 * the first token; and ours for what has no convention. Labels take catalogue names only, and no more than so many.
 */
@Injectable()
export class GenAiMetrics {
  private readonly models = new BoundedLabel(MOST_MODELS);
  private readonly providers = new BoundedLabel(MOST_PROVIDERS);
  private readonly duration = histogram(
    'gen_ai_client_operation_duration_seconds',
    'Duration of a whole turn.',
    [...MODEL_LABELS, 'gen_ai_operation_name', 'error_type'],
    DURATION_BUCKETS,
  );
  private readonly tokens = histogram(
    'gen_ai_client_token_usage',
    'Tokens of a turn, by type. Answers from the cache use none.',
    [...MODEL_LABELS, 'gen_ai_operation_name', 'gen_ai_token_type'],
    TOKEN_BUCKETS,
  );
  private readonly firstToken = histogram(
    'gen_ai_server_time_to_first_token_seconds',
    'Time to the first text of a step or the answer.',
    MODEL_LABELS,
    FIRST_TOKEN_BUCKETS,
  );
  private readonly turns = counter('stepwise_turns_total', 'Turns by strategy, outcome and state of the cache.', [
    'strategy',
    'outcome',
    'cache',
  ]);
  private readonly cost = counter(
    'stepwise_cost_micro_usd_total',
    'Cost of turns, millionths of a US dollar.',
    MODEL_LABELS,
  );

  /** By everything that tells turns apart, so that labels are put together once and not with every turn. */
  private readonly series = new Map<string, TurnSeries>();

  /** Counts a turn that is over. */
  observe(turn: PlannedTurn, end: TurnEnd): void {
    const { totalMs, firstTextMs } = end;
    const series = this.seriesOf(turn, end);
    series.duration.observe(totalMs / 1000);
    if (firstTextMs !== undefined) series.firstToken.observe(firstTextMs / 1000);
    series.turns.inc();
    if (end.outcome !== 'finished') return;
    const { usage, cache } = end.finish.response;
    if (cache.status === 'hit' || cache.status === 'stale') return;
    if (usage.inputTokens !== undefined) series.inputTokens.observe(usage.inputTokens);
    if (usage.outputTokens !== undefined) series.outputTokens.observe(usage.outputTokens);
    if (usage.costMicroUsd !== undefined) series.cost.inc(usage.costMicroUsd);
  }

  private seriesOf({ model: { descriptor }, strategy }: PlannedTurn, end: TurnEnd): TurnSeries {
    const provider = this.providers.bound(descriptor.provider);
    const model = this.models.bound(descriptor.id);
    const error = errorType(end);
    const cache = end.outcome === 'finished' ? end.finish.response.cache.status : 'none';
    const key = `${provider}\n${model}\n${strategy}\n${end.outcome}\n${error}\n${cache}`;
    let series = this.series.get(key);
    if (series === undefined) {
      const labels = { gen_ai_provider_name: provider, gen_ai_response_model: model };
      const operation = { ...labels, gen_ai_operation_name: 'chat' };
      series = {
        duration: new HistogramTally(this.duration, { ...operation, error_type: error }),
        firstToken: new HistogramTally(this.firstToken, labels),
        inputTokens: new HistogramTally(this.tokens, { ...operation, gen_ai_token_type: 'input' }),
        outputTokens: new HistogramTally(this.tokens, { ...operation, gen_ai_token_type: 'output' }),
        turns: new CounterTally(this.turns, { strategy, outcome: end.outcome, cache }),
        cost: new CounterTally(this.cost, labels),
      };
      this.series.set(key, series);
    }
    return series;
  }
}

/** Empty when there was no error: Prometheus takes that for no label. */
function errorType(end: TurnEnd): string {
  if (end.outcome === 'finished') return '';
  if (end.outcome === 'aborted') return 'request_cancelled';
  return end.error instanceof AppError ? end.error.code : 'internal_error';
}

function histogram(name: string, help: string, labelNames: readonly string[], buckets: number[]): Histogram {
  return existingMetric(
    name,
    () => new Histogram({ name, help, labelNames: [...labelNames], buckets, collect: handOverTallies }),
  );
}

function counter(name: string, help: string, labelNames: readonly string[]): Counter {
  return existingMetric(name, () => new Counter({ name, help, labelNames: [...labelNames], collect: handOverTallies }));
}
