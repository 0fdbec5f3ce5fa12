import { Injectable } from '@nestjs/common';
import type { ResolvedStrategyName } from '@app/contracts';
import { IdGenerator } from '@app/kernel';
import type { ChatModel, ModelRequest } from '@app/model';
import { cannotStopReasoning, isEffortAdjusted, ModelRegistry } from '@app/providers';
import { isPrompted, resolveStrategy, SAMPLING_TEMPERATURE, StrategyRegistry, usesOwnReasoning } from '@app/reasoning';
import type { ChatTurn, PlannedTurn } from '@app/turn';
import { ReasoningConfig } from '../config/app-config';
import { ignoresOptions, turnSettings } from './turn-settings';

/** Decides who answers a turn and how, before anything is asked. */
@Injectable()
export class TurnPlanner {
  constructor(
    private readonly models: ModelRegistry,
    private readonly strategies: StrategyRegistry,
    private readonly config: ReasoningConfig,
    private readonly ids: IdGenerator,
  ) {}

  /**
   * The decided turn, and the codes of what is to be said about it. Throws `AppError` for a request that cannot be served.
   *
   * @param allowedModels those that whoever asks may use. Absent: every model.
   */
  plan(asked: ChatTurn, allowedModels?: readonly string[]): { turn: PlannedTurn; warnings: string[] } {
    const { model, warnings } = this.models.resolve(asked.model, allowedModels);
    const { descriptor } = model;
    const request = this.withDefaultEffort(asked.request, model);
    const strategy = resolveStrategy(asked.strategy, {
      descriptor,
      request,
      isEffortAsked: asked.request.effort !== undefined,
      chainOfThoughtEnabled: this.config.chainOfThoughtEnabled,
    });
    const isPriced = this.models.costMicroUsd(descriptor.id, { inputTokens: 1, outputTokens: 1 }) !== undefined;
    const { settings, warnings: ignored } = turnSettings(asked, this.config, isPriced);
    const ownsReasoning = usesOwnReasoning(strategy, descriptor, request);
    const isEffortIgnored = isGiven(asked.request.effort) && !ownsReasoning;
    const isAdjusted =
      (ownsReasoning && isEffortAdjusted(descriptor, request.effort)) ||
      (request.effort === 'none' && cannotStopReasoning(descriptor));
    const turn: PlannedTurn = {
      id: this.ids.next('chat'),
      asked,
      model,
      strategy,
      promptVersion: this.strategies.get(strategy).promptVersion,
      settings,
      request: isPrompted(strategy, descriptor, request)
        ? this.withDefaultTemperature(request, model, strategy)
        : request,
    };
    return {
      turn,
      warnings: [
        ...warnings,
        ...ignored,
        ...(isEffortIgnored ? ['effort_ignored'] : []),
        ...(isAdjusted ? ['effort_adjusted'] : []),
        ...(ignoresOptions(asked, strategy) ? ['reasoning_option_ignored'] : []),
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
}

function isGiven(effort: ModelRequest['effort']): boolean {
  return effort !== undefined && effort !== 'none';
}
