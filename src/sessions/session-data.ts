import { ownerScope, PersonalData, PersonalDataRegistry, type DataSubject, type JsonValue } from '@app/kernel';
import { SessionStore } from '@app/sessions';
import { Injectable } from '@nestjs/common';

/** The sessions among what is kept of a user. */
@Injectable()
export class SessionData extends PersonalData {
  readonly name = 'sessions';
  override readonly isInDatabase = false;

  constructor(
    private readonly store: SessionStore,
    registry: PersonalDataRegistry,
  ) {
    super();
    registry.add(this);
  }

  async *export(subject: DataSubject): AsyncIterable<JsonValue> {
    for (const session of await this.store.list(ownerScope(subject))) yield { ...session };
  }

  erase(subject: DataSubject): Promise<number> {
    return this.store.endAll(ownerScope(subject));
  }
}
