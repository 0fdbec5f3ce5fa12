import type { ChatModel } from '@app/model';
import type { PlannedTurn } from './planned-turn';
import type { TurnContext } from './turn-context';

/**
 * Something that happens around every call of a model, of which a turn may make several at once: the reasoning ledger, spend.
 * Layers wrap in one order (src/turn-order.ts), the provider is innermost.
 */
export abstract class ModelLayer {
  /** The model with the layer around it, for the calls of one turn; or the model itself where there is nothing to do. */
  abstract wrap(model: ChatModel, turn: PlannedTurn, context: TurnContext): ChatModel;
}
