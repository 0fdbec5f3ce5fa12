import type { Answerer } from '@app/evaluation';
import type { Principal } from '@app/kernel';
import type { BareTurns } from './chat/bare-turns';
import { Answerers } from './evaluations/answerers';
import { estimateMostTokens } from './limits/estimate-tokens';
import type { WorkLimits } from './limits/work-limits';
import { TurnAnswerer } from './turn-answerer';

/** Answers for the caller of an evaluation, whose tokens and places it waits for. */
export class TurnAnswerers extends Answerers {
  constructor(
    private readonly turns: BareTurns,
    private readonly limits: WorkLimits,
  ) {
    super();
  }

  of(caller: Principal): Answerer {
    return new TurnAnswerer(this.turns, caller, (turn, signal) =>
      this.limits.enter(caller, { id: turn.id, tokens: estimateMostTokens(turn) }, signal),
    );
  }
}
