import type { TurnEvent } from './chat-turn';
import type { PlannedTurn } from './planned-turn';
import type { TurnContext } from './turn-context';

/** What answers a turn: the rest of the layers, and inside them the strategy. */
export type TurnHandler = (turn: PlannedTurn, context: TurnContext) => Promise<AsyncIterable<TurnEvent>>;

/**
 * Something that happens around the answering of every turn: limits, conversations, the response cache. Layers are asked in
 * one order (src/turn-order.ts), the strategy is innermost. One instance serves all turns and keeps no state of one of them.
 *
 * Inside the layers a turn is always complete: reasoning that the reader is not to see is taken out outside of them.
 */
export abstract class TurnLayer {
  /**
   * Starts the I/O that needs nothing from other layers. Called for every layer in one tick, before any `handle`, so that
   * the scripts they ask Redis for travel together. Must not throw; a promise it starts must have a `catch`, because
   * another layer may end the turn before `handle` is reached.
   */
  begin?(turn: PlannedTurn, context: TurnContext): void;

  /**
   * Decides, then gives the events of the turn: those of `next`, for the turn as given or a changed copy, or its own without
   * asking `next`. Give the iterable of `next` as it is and listen with `context` where that does: wrapping it costs each event.
   * `next` may be called again for work in the background, with `context.fork(signal)`.
   *
   * @throws AppError to refuse the turn.
   */
  abstract handle(turn: PlannedTurn, context: TurnContext, next: TurnHandler): Promise<AsyncIterable<TurnEvent>>;
}
