import type { Type } from '@nestjs/common';
import type { ModelLayer, TurnLayer } from '@app/turn';

/** Token of the layers around a turn, outermost first. */
export const TURN_LAYERS = Symbol('TURN_LAYERS');

/** Token of the layers around a model's calls, outermost first. */
export const MODEL_LAYERS = Symbol('MODEL_LAYERS');

/** The layers of this installation by class, outermost first (src/turn-order.ts). Their modules must be imported with them. */
export interface TurnOrder {
  readonly turnLayers: readonly Type<TurnLayer>[];
  readonly modelLayers: readonly Type<ModelLayer>[];
}
