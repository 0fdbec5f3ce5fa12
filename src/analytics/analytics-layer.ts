import { TurnRecorder } from '@app/analytics';
import { Clock } from '@app/kernel';
import { TurnLayer, type PlannedTurn, type TurnContext, type TurnEvent, type TurnHandler } from '@app/turn';
import { Injectable } from '@nestjs/common';
import { AnalyticsConfig } from '../config/analytics-config';
import { toTurnRecord } from './to-turn-record';

/** Counts every turn of a user when it is over, refused ones too. Its place among the layers does not matter. */
@Injectable()
export class AnalyticsLayer extends TurnLayer {
  constructor(
    private readonly recorder: TurnRecorder,
    private readonly config: AnalyticsConfig,
    private readonly clock: Clock,
  ) {
    super();
  }

  /** Here and not in `handle`, which a turn that another layer refuses never reaches. */
  override begin(turn: PlannedTurn, context: TurnContext): void {
    if (!this.config.enabled || context.origin.dialect === 'internal') return;
    context.onEnd((end) => this.recorder.record(toTurnRecord(turn, context, end, this.clock.now())));
  }

  handle(turn: PlannedTurn, context: TurnContext, next: TurnHandler): Promise<AsyncIterable<TurnEvent>> {
    return next(turn, context);
  }
}
