import { PersonalData, PersonalDataRegistry, type DataSubject, type JsonValue } from '@app/kernel';
import { Injectable } from '@nestjs/common';
import { LedgerTiers } from './ledger-tiers';

/** What the ledger keeps of a user: sealed blocks of providers, which are nobody's to read. They are deleted and not exported. */
@Injectable()
export class ReasoningData extends PersonalData {
  readonly name = 'reasoning-ledger';

  constructor(
    private readonly tiers: LedgerTiers,
    registry: PersonalDataRegistry,
  ) {
    super();
    registry.add(this);
  }

  async *export(): AsyncGenerator<JsonValue> {
    // Nothing: the readable reasoning is part of the conversations.
  }

  erase(subject: DataSubject): Promise<number> {
    return this.tiers.forget(subject);
  }
}
