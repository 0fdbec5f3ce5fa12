import type { ChatTurn, TurnContext, TurnEvent } from '@app/turn';

/** Answers turns as chat does, so that what is stored is what users get. */
export abstract class WarmupTurns {
  abstract run(turn: ChatTurn, context: TurnContext): AsyncIterable<TurnEvent>;
}
