import { Clock, IdGenerator } from '@app/kernel';
import type { ChatModel } from '@app/model';
import { ModelRegistry } from '@app/providers';
import { ModelLayer, type PlannedTurn, type TurnContext } from '@app/turn';
import { MeteredModel, Spending } from '@app/usage';
import { Injectable } from '@nestjs/common';

/** Bills every call of a model to whoever asked. */
@Injectable()
export class SpendLayer extends ModelLayer {
  constructor(
    private readonly spending: Spending,
    private readonly models: ModelRegistry,
    private readonly clock: Clock,
    private readonly ids: IdGenerator,
  ) {
    super();
  }

  wrap(model: ChatModel, turn: PlannedTurn, context: TurnContext): ChatModel {
    const { principal, origin } = context;
    const { provider, id: modelId } = model.descriptor;
    return new MeteredModel(model, {
      prices: this.models,
      clock: this.clock,
      onSettled: (call) => context.tellCall(call),
      begin: (call) =>
        this.spending.begin({
          reservedMicroUsd: call.reservedMicroUsd,
          lost: call.lost,
          createdAt: call.createdAt,
          id: this.ids.nextOrdered('call', call.createdAt),
          organisationId: principal.organisationId,
          userId: principal.userId,
          keyId: principal.keyId,
          turnId: turn.id,
          requestId: origin.requestId,
          dialect: origin.dialect,
          strategy: turn.strategy,
          provider,
          model: modelId,
        }),
    });
  }
}
