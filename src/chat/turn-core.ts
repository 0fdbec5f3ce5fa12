import { Inject, Injectable } from '@nestjs/common';
import { AppError, Clock, Pipe, type PipeStage } from '@app/kernel';
import type { ModelUsage } from '@app/model';
import { ModelRegistry } from '@app/providers';
import {
  StrategyRegistry,
  type ReasoningEvent,
  type ReasoningInput,
  type ReasoningOutcome,
  type SpendCeilings,
} from '@app/reasoning';
import type { ModelLayer, PlannedTurn, TurnContext, TurnEvent, TurnFinish, TurnSettings } from '@app/turn';
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
  answer(turn: PlannedTurn, context: TurnContext): AsyncIterable<TurnEvent> {
    const startedAtMs = this.clock.monotonicMs();
    const measured = new MeasuredModel(turn.model, this.clock);
    const model = this.layers.reduceRight(
      (inner, layer) => layer.wrap(inner, turn, context),
      measured as ReasoningInput['model'],
    );
    const strategy = this.strategies.get(turn.strategy);
    const price = this.priceOf(turn);
    const input: ReasoningInput = { model, request: turn.request, ...optionsOf(turn.settings), costMicroUsd: price };
    const finishOf = (outcome: ReasoningOutcome): TurnFinish => {
      const { toolCalls, opaqueReasoning } = outcome;
      const totalMs = this.clock.monotonicMs() - startedAtMs;
      const response = toChatResponse(outcome, turn, { totalMs, upstreamMs: measured.upstreamMs, price });
      return { type: 'finish', response, toolCalls, opaqueReasoning };
    };
    return new Pipe(strategy.run(input, context.signal), new TurnTelling(startOf(turn), finishOf));
  }

  private priceOf({ model }: PlannedTurn): (usage: ModelUsage) => number | undefined {
    return (usage) => this.models.costMicroUsd(model.descriptor.id, usage);
  }
}

/** Tells what a strategy does as the events of a turn. */
class TurnTelling implements PipeStage<ReasoningEvent, TurnEvent> {
  private hasStarted = false;
  private hasFinished = false;

  constructor(
    private readonly start: TurnEvent,
    private readonly finishOf: (outcome: ReasoningOutcome) => TurnFinish,
  ) {}

  take(event: ReasoningEvent, out: TurnEvent[]): boolean {
    if (!this.hasStarted) out.push(this.start);
    this.hasStarted = true;
    if (event.type === 'outcome') {
      this.hasFinished = true;
      out.push(this.finishOf(event.outcome));
    } else if (event.type !== 'usage') out.push(event);
    return this.hasFinished;
  }

  end(): void {
    if (!this.hasFinished) throw new AppError('internal_error', 'The strategy ended without an outcome.');
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
