import { IdempotencyStore } from '@app/idempotency';
import { PersonalData, PersonalDataRegistry, type DataSubject, type JsonValue } from '@app/kernel';
import { Injectable } from '@nestjs/common';

/** The answers that are kept for requests with an Idempotency-Key: sealed, so only deleted and not exported. */
@Injectable()
export class IdempotencyData extends PersonalData {
  readonly name = 'idempotency';

  constructor(
    private readonly store: IdempotencyStore,
    registry: PersonalDataRegistry,
  ) {
    super();
    registry.add(this);
  }

  async *export(): AsyncGenerator<JsonValue> {
    // Nothing: what was answered is part of the other places.
  }

  erase(subject: DataSubject): Promise<number> {
    return this.store.forget(subject);
  }
}
