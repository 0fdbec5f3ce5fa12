import { Inject, Injectable } from '@nestjs/common';
import { AppError, Clock } from '@app/kernel';
import type { ModelUsage } from '@app/model';
import { ModelRegistry } from '@app/providers';
import { StrategyRegistry, type ReasoningInput, type SpendCeilings } from '@app/reasoning';
import type { ModelLayer, PlannedTurn, TurnContext, TurnEvent, TurnSettings } from '@app/turn';
import { MeasuredModel } from './measured-model';
import { toChatResponse } from './to-chat-response';
import { MODEL_LAYERS } from './turn-layers';

/** The innermost part of every turn: runs the strategy over the model, with the model's layers around each call. */
@Injectable()
export class TurnCore {
  constructor(
    private readonly models: ModelRegistry,
    private readonly strategies: StrategyRegistry,
    private readonly clock: Clock,
    @Inject(MODEL_LAYERS) private readonly layers: readonly ModelLayer[],
  ) {}

  /** Yields `start` once the provider has answered, then the texts, then `finish` with everything in it. */
  async *answer(turn: PlannedTurn, context: TurnContext): AsyncGenerator<TurnEvent> {
    const startedAtMs = this.clock.monotonicMs();
    const measured = new MeasuredModel(turn.model, this.clock);
    const model = this.layers.reduceRight(
      (inner, layer) => layer.wrap(inner, turn, context),
      measured as ReasoningInput['model'],
    );
    const strategy = this.strategies.get(turn.strategy);
    const price = this.priceOf(turn);
    const input: ReasoningInput = { model, request: turn.request, ...optionsOf(turn.settings), costMicroUsd: price };
    let started = false;
    for await (const event of strategy.run(input, context.signal)) {
      if (!started) {
        started = true;
        yield startOf(turn);
      }
      if (event.type === 'usage') continue;
      if (event.type === 'outcome') {
        const { outcome } = event;
        const { toolCalls, opaqueReasoning } = outcome;
        const totalMs = this.clock.monotonicMs() - startedAtMs;
        const response = toChatResponse(outcome, turn, { totalMs, upstreamMs: measured.upstreamMs, price });
        yield { type: 'finish', response, toolCalls, opaqueReasoning };
        return;
      }
      yield event;
    }
    throw new AppError('internal_error', 'The strategy ended without an outcome.');
  }

  private priceOf({ model }: PlannedTurn): (usage: ModelUsage) => number | undefined {
    return (usage) => this.models.costMicroUsd(model.descriptor.id, usage);
  }
}

function startOf({ id, model, strategy }: PlannedTurn): TurnEvent {
  const { provider, id: modelId } = model.descriptor;
  return { type: 'start', id, provider, model: modelId, strategy };
}

function optionsOf(settings: TurnSettings): Omit<ReasoningInput, 'model' | 'request'> {
  const { maxSteps, samples, parallelSamples, rounds, tokenCeiling, costCeilingMicroUsd } = settings;
  const ceilings: SpendCeilings = {};
  if (tokenCeiling !== undefined) ceilings.tokens = tokenCeiling;
  if (costCeilingMicroUsd !== undefined) ceilings.costMicroUsd = costCeilingMicroUsd;
  return { maxSteps, samples, parallelSamples, rounds, ceilings };
}
