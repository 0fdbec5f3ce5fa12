import { Inject, Injectable } from '@nestjs/common';
import { AppError, Clock, UnitOfWork } from '@app/kernel';
import type { ChatTurn, TurnContext, TurnEnd, TurnEvent, TurnFinish, TurnHandler, TurnLayer } from '@app/turn';
import { ReasoningConfig } from '../config/app-config';
import { completeFinish } from './complete-finish';
import { hideReasoning } from './hide-reasoning';
import { TurnCore } from './turn-core';
import { TURN_LAYERS } from './turn-layers';
import { TurnPlanner } from './turn-planner';

type Handled = Pick<TurnEnd, 'outcome'> & { finish?: TurnFinish; error?: unknown };

/** Answers one question through the layers, and tells what happened in one order of events for every dialect. */
@Injectable()
export class ChatTurnService {
  private readonly handler: TurnHandler;

  constructor(
    private readonly planner: TurnPlanner,
    core: TurnCore,
    @Inject(TURN_LAYERS) private readonly layers: readonly TurnLayer[],
    private readonly config: ReasoningConfig,
    private readonly units: UnitOfWork,
    private readonly clock: Clock,
  ) {
    const innermost: TurnHandler = (turn, context) => Promise.resolve(core.answer(turn, context));
    this.handler = layers.reduceRight<TurnHandler>(
      (next, layer) => (turn, context) => layer.handle(turn, context, next),
      innermost,
    );
  }

  /**
   * Yields `start` once the provider has answered, then the texts, then `finish`. Throws `AppError` for a request that
   * cannot be served (before any event) and for a provider that fails. Aborting the context's signal cancels the provider's
   * work; its reason is thrown where it is an `AppError`.
   */
  async *run(asked: ChatTurn, context: TurnContext): AsyncGenerator<TurnEvent> {
    const startedAtMs = this.clock.monotonicMs();
    const { turn, warnings } = this.planner.plan(asked, context.principal.allowedModels);
    const show = asked.show ?? this.config.showSteps;
    let firstTextMs: number | undefined;
    let handled: Handled = { outcome: 'aborted' };
    try {
      for (const layer of this.layers) layer.begin?.(turn, context);
      for await (const told of await this.handler(turn, context)) {
        const event = told.type === 'start' && context.stored ? { ...told, ...context.stored } : told;
        context.tell(event);
        if (event.type === 'finish') {
          const finish = completeFinish(event, context, warnings, this.clock.monotonicMs() - startedAtMs);
          await this.settle(finish, context);
          handled = { outcome: 'finished', finish };
          yield show ? finish : (hideReasoning(finish) ?? finish);
          return;
        }
        if (event.type !== 'start') firstTextMs ??= this.clock.monotonicMs() - startedAtMs;
        const shown = show ? event : hideReasoning(event);
        if (shown !== undefined) yield shown;
      }
      throw new AppError('internal_error', 'The turn ended without a result.');
    } catch (error) {
      const { aborted, reason } = context.signal as { aborted: boolean; reason: unknown };
      handled = aborted ? { outcome: 'aborted' } : { outcome: 'failed', error };
      throw aborted && reason instanceof AppError ? reason : error;
    } finally {
      const totalMs = this.clock.monotonicMs() - startedAtMs;
      context.end({ ...handled, totalMs, ...(firstTextMs === undefined ? {} : { firstTextMs }) } as TurnEnd);
    }
  }

  private async settle(finish: TurnFinish, context: TurnContext): Promise<void> {
    if (context.hasFinishListeners) await this.units.run(() => context.settle(finish));
  }
}
