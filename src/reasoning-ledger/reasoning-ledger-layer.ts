import { LedgerModel, MessageKeyChain, type LedgerOwner } from '@app/reasoning-ledger';
import type { ChatModel } from '@app/model';
import { ModelLayer, type PlannedTurn, type TurnContext } from '@app/turn';
import { Injectable } from '@nestjs/common';
import { LedgerTiers } from './ledger-tiers';

/**
 * Keeps each provider's own reasoning between turns and sends it back as it came, also for clients that never saw it. Around every
 * call of a model that reasons by itself; others pass untouched.
 */
@Injectable()
export class ReasoningLedgerLayer extends ModelLayer {
  constructor(private readonly tiers: LedgerTiers) {
    super();
  }

  wrap(model: ChatModel, { request }: PlannedTurn, { principal, stored }: TurnContext): ChatModel {
    const { reasoning, provider } = model.descriptor;
    if (!this.tiers.isEnabled || reasoning.control === 'none') return model;
    const owner: LedgerOwner = principal;
    const chain = new MessageKeyChain(provider, stored?.conversationId, request.messages);
    return new LedgerModel(model, chain, {
      find: (keys) => this.tiers.find(owner, keys),
      keep: (keys, entry) => this.tiers.keep(owner, keys, entry),
      keepNothing: (key) => this.tiers.keepNothing(owner, key),
    });
  }
}
