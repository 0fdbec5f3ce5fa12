import { Injectable } from '@nestjs/common';
import type { ChatResponse, ChatUsage } from '@app/contracts';
import { AppError, Clock, IdGenerator } from '@app/kernel';
import type { ChatModel, ModelRequest } from '@app/model';
import { ModelRegistry } from '@app/providers';
import { resolveStrategy, StrategyRegistry, type ReasoningOutcome, type ReasoningStrategy } from '@app/reasoning';
import { ReasoningConfig } from '../config/app-config';
import type { ChatTurn, TurnEvent } from './chat-turn';
import { MeasuredModel } from './measured-model';

/** What was decided before the model is asked. */
interface PreparedTurn {
  id: string;
  startedAtMs: number;
  model: MeasuredModel;
  strategy: ReasoningStrategy;
  request: ModelRequest;
  maxSteps: number;
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
    const { id, model, strategy, request, maxSteps } = prepared;
    let started = false;
    for await (const event of strategy.run({ model, request, maxSteps }, signal)) {
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
    const asked = this.withDefaultEffort(turn.request, model);
    const strategyName = resolveStrategy(turn.strategy, {
      descriptor: model.descriptor,
      request: asked,
      chainOfThoughtEnabled: this.config.chainOfThoughtEnabled,
    });
    return {
      id: this.ids.next('chat'),
      startedAtMs,
      model: new MeasuredModel(model, this.clock),
      strategy: this.strategies.get(strategyName),
      request: strategyName === 'cot' ? this.withDefaultTemperature(asked, model) : asked,
      maxSteps: turn.maxSteps ?? this.config.maxSteps,
      show: turn.show ?? this.config.showSteps,
      warnings: effortIsIgnored(turn.request, strategyName) ? [...warnings, 'effort_ignored'] : warnings,
    };
  }

  private withDefaultEffort(request: ModelRequest, { descriptor }: ChatModel): ModelRequest {
    const { effort } = this.config;
    if (effort === undefined || request.effort !== undefined || descriptor.reasoning.control === 'none') return request;
    return { ...request, effort };
  }

  private withDefaultTemperature(request: ModelRequest, { descriptor }: ChatModel): ModelRequest {
    if (request.temperature !== undefined || !descriptor.temperature) return request;
    return { ...request, temperature: descriptor.promptedTemperature ?? this.config.temperature };
  }

  private toResponse(prepared: PreparedTurn, outcome: ReasoningOutcome): ChatResponse {
    const { descriptor, upstreamMs } = prepared.model;
    const totalMs = this.clock.monotonicMs() - prepared.startedAtMs;
    const { finalAnswer, rawResponse, steps } = outcome;
    const usage: ChatUsage = {};
    for (const field of ['inputTokens', 'outputTokens', 'reasoningTokens', 'cachedInputTokens'] as const) {
      const count = outcome.usage[field];
      if (count !== undefined) usage[field] = count;
    }
    const cost = this.models.costMicroUsd(descriptor.id, outcome.usage);
    if (cost !== undefined) usage.costMicroUsd = cost;
    return {
      id: prepared.id,
      provider: descriptor.provider,
      model: descriptor.id,
      strategy: prepared.strategy.name,
      finalAnswer,
      ...(prepared.show ? { reasoningSteps: steps } : {}),
      ...(prepared.show && rawResponse !== finalAnswer ? { rawResponse } : {}),
      complete: outcome.complete,
      finishReason: outcome.finishReason,
      warnings: [...prepared.warnings, ...outcome.warnings],
      usage,
      cache: { status: 'bypass' },
      timings: { totalMs: round(totalMs), upstreamMs: round(upstreamMs), overheadMs: round(totalMs - upstreamMs) },
    };
  }
}

/** An effort is asked for that this strategy, or this model, has no use for. */
function effortIsIgnored({ effort }: ModelRequest, strategy: ChatResponse['strategy']): boolean {
  return effort !== undefined && effort !== 'none' && strategy !== 'native';
}

function round(ms: number): number {
  return Math.max(0, Math.round(ms * 1000) / 1000);
}
