import { TurnRecorder, type TurnRecord, type TurnUse } from '@app/analytics';
import { Clock } from '@app/kernel';
import { TurnLayer, type PlannedTurn, type TurnContext, type TurnEvent, type TurnHandler } from '@app/turn';
import { Injectable } from '@nestjs/common';
import { AnalyticsConfig } from '../config/analytics-config';
import { addCall, toTurnRecord } from './to-turn-record';

/**
 * Counts every turn of a user when it is over, refused ones too, with what its calls of models used, whatever became of it. What they
 * use after it, as when its client left, is added then. Its place among the layers does not matter.
 */
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
    const use: TurnUse = {};
    let counted: TurnRecord | undefined;
    context.onCall((call) => {
      if (counted === undefined) addCall(use, call);
      else this.recorder.record({ ...counted, ...addCall({}, call), endedAt: this.clock.now(), isLate: true });
    });
    context.onEnd((end) => {
      counted = toTurnRecord(turn, context, end, this.clock.now());
      this.recorder.record({ ...counted, ...use });
    });
  }

  handle(turn: PlannedTurn, context: TurnContext, next: TurnHandler): Promise<AsyncIterable<TurnEvent>> {
    return next(turn, context);
  }
}
