import { Injectable } from '@nestjs/common';
import { Clock } from '@app/kernel';
import type { ChatTurn, PlannedTurn, TurnContext, TurnEvent } from '@app/turn';
import { completeFinish } from './complete-finish';
import { TurnCore } from './turn-core';
import { TurnPlanner } from './turn-planner';

/** Answers questions of the product's own: only the layers around a model's calls take part, so nothing is limited, stored or cached. */
@Injectable()
export class BareTurns {
  constructor(
    private readonly planner: TurnPlanner,
    private readonly core: TurnCore,
    private readonly clock: Clock,
  ) {}

  /** What would be asked. Throws `AppError` for what cannot be. */
  plan(asked: ChatTurn): PlannedTurn {
    return this.planner.plan(asked).turn;
  }

  /** As `ChatTurnService.run`, reasoning always shown. */
  async *run(asked: ChatTurn, context: TurnContext): AsyncGenerator<TurnEvent> {
    const startedAtMs = this.clock.monotonicMs();
    const { turn, warnings } = this.planner.plan(asked);
    for await (const event of this.core.answer(turn, context)) {
      const isLast = event.type === 'finish';
      yield isLast ? completeFinish(event, context, warnings, this.clock.monotonicMs() - startedAtMs) : event;
    }
  }
}
