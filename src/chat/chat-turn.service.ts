import { Injectable } from '@nestjs/common';
import type { ChatResponse, ResolvedStrategyName } from '@app/contracts';
import { AppError, Clock, IdGenerator } from '@app/kernel';
import type { ChatModel, ModelRequest, ModelUsage } from '@app/model';
import { ModelRegistry } from '@app/providers';
import {
  isPrompted,
  resolveStrategy,
  SAMPLING_TEMPERATURE,
  StrategyRegistry,
  usesOwnReasoning,
  type ReasoningOutcome,
  type ReasoningStrategy,
} from '@app/reasoning';
import { ReasoningConfig } from '../config/app-config';
import type { ChatTurn, TurnEvent } from './chat-turn';
import { MeasuredModel } from './measured-model';
import { ignoresOptions, strategyOptions, type StrategyOptions } from './strategy-options';
import { toChatResponse } from './to-chat-response';

/** What was decided before the model is asked. */
interface PreparedTurn {
  id: string;
  startedAtMs: number;
  model: MeasuredModel;
  strategy: ReasoningStrategy;
  request: ModelRequest;
  options: StrategyOptions;
  show: boolean;
  warnings: string[];
}

/** Answers one question: picks model and strategy, runs it, and tells what happened in one order of events for every dialect. */
@Injectable()
export class ChatTurnService {
  constructor(
    private readonly models: ModelRegistry,
    private readonly strategies: StrategyRegistry,
    private readonly config: ReasoningConfig,
    private readonly clock: Clock,
    private readonly ids: IdGenerator,
  ) {}

  /**
   * Yields `start` once the provider has answered, then the texts, then `finish`. Throws `AppError` for a request that
   * cannot be served (before any event) and for a provider that fails. Aborting the signal cancels the provider's work.
   */
  async *run(turn: ChatTurn, signal: AbortSignal): AsyncGenerator<TurnEvent> {
    const prepared = this.prepare(turn);
    const { id, model, strategy, request, options } = prepared;
    let started = false;
    for await (const event of strategy.run({ model, request, ...options }, signal)) {
      if (!started) {
        started = true;
        const { provider, id: modelId } = model.descriptor;
        yield { type: 'start', id, provider, model: modelId, strategy: strategy.name };
      }
      if (event.type === 'usage') continue;
      if (event.type === 'outcome') {
        const response = this.toResponse(prepared, event.outcome);
        yield { type: 'finish', response, toolCalls: event.outcome.toolCalls };
        return;
      }
      if (prepared.show || event.type === 'answer-delta') yield event;
      else if (event.type === 'retract' && event.answer === true) yield { type: 'retract', answer: true };
    }
    throw new AppError('internal_error', 'The strategy ended without an outcome.');
  }

  private prepare(turn: ChatTurn): PreparedTurn {
    const startedAtMs = this.clock.monotonicMs();
    const { model, warnings } = this.models.resolve(turn.model);
    const { descriptor } = model;
    const asked = this.withDefaultEffort(turn.request, model);
    const name = resolveStrategy(turn.strategy, {
      descriptor,
      request: asked,
      chainOfThoughtEnabled: this.config.chainOfThoughtEnabled,
    });
    const { options, warnings: ignored } = strategyOptions(turn, this.config, this.priceOf(model));
    const isEffortIgnored = isGiven(turn.request.effort) && !usesOwnReasoning(name, descriptor, asked);
    return {
      id: this.ids.next('chat'),
      startedAtMs,
      model: new MeasuredModel(model, this.clock),
      strategy: this.strategies.get(name),
      request: isPrompted(name, descriptor, asked) ? this.withDefaultTemperature(asked, model, name) : asked,
      options,
      show: turn.show ?? this.config.showSteps,
      warnings: [
        ...warnings,
        ...ignored,
        ...(isEffortIgnored ? ['effort_ignored'] : []),
        ...(ignoresOptions(turn, name) ? ['reasoning_option_ignored'] : []),
      ],
    };
  }

  private withDefaultEffort(request: ModelRequest, { descriptor }: ChatModel): ModelRequest {
    const { effort } = this.config;
    if (effort === undefined || request.effort !== undefined || descriptor.reasoning.control === 'none') return request;
    return { ...request, effort };
  }

  private withDefaultTemperature(
    request: ModelRequest,
    { descriptor }: ChatModel,
    strategy: ResolvedStrategyName,
  ): ModelRequest {
    if (request.temperature !== undefined || !descriptor.temperature) return request;
    const temperature = descriptor.promptedTemperature ?? this.config.temperature;
    // What answers best, or the same each time, at 0 still has to be sampled.
    const isTooCold = strategy === 'self-consistency' && temperature === 0;
    return { ...request, temperature: isTooCold ? SAMPLING_TEMPERATURE : temperature };
  }

  private priceOf({ descriptor }: ChatModel): (usage: ModelUsage) => number | undefined {
    return (usage) => this.models.costMicroUsd(descriptor.id, usage);
  }

  private toResponse({ model, strategy, ...turn }: PreparedTurn, outcome: ReasoningOutcome): ChatResponse {
    const totalMs = this.clock.monotonicMs() - turn.startedAtMs;
    return toChatResponse(outcome, {
      id: turn.id,
      descriptor: model.descriptor,
      strategy: strategy.name,
      show: turn.show,
      warnings: turn.warnings,
      totalMs,
      upstreamMs: model.upstreamMs,
      price: this.priceOf(model),
    });
  }
}

function isGiven(effort: ModelRequest['effort']): boolean {
  return effort !== undefined && effort !== 'none';
}
