import { ConversationStore, exportJson } from '@app/conversations';
import { Clock, PersonalData, PersonalDataRegistry, type DataSubject, type JsonValue } from '@app/kernel';
import { Injectable, type OnModuleInit } from '@nestjs/common';

const PAGE = 100;

/** Conversations as data that is kept of users. */
@Injectable()
export class ConversationData extends PersonalData implements OnModuleInit {
  readonly name = 'conversations';

  constructor(
    private readonly store: ConversationStore,
    private readonly registry: PersonalDataRegistry,
    private readonly clock: Clock,
  ) {
    super();
  }

  onModuleInit(): void {
    this.registry.add(this);
  }

  /** One piece for each conversation, last used first, of those that were there at the beginning. */
  async *export(subject: DataSubject, signal: AbortSignal): AsyncGenerator<JsonValue> {
    let after = { updatedAt: this.clock.now() + 1, id: '' };
    for (;;) {
      const page = await this.store.list(subject, { limit: PAGE, after });
      for (const { id } of page) {
        if (signal.aborted) return;
        yield exportJson(await this.store.read(subject, id)) as unknown as JsonValue;
      }
      const last = page.at(-1);
      if (last === undefined || page.length < PAGE) return;
      after = { updatedAt: last.updatedAt, id: last.id };
    }
  }

  erase(subject: DataSubject): Promise<number> {
    return this.store.deleteAll(subject);
  }
}
