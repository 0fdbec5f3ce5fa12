import { PopularQuestions, type EntryMeta } from '@app/cache';
import { Clock, ownerScope, PersonalData, PersonalDataRegistry, type DataSubject, type JsonValue } from '@app/kernel';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { toKeyDto } from './to-key-dto';
import { TurnCache } from './turn-cache';

const PAGE = 500;

/** The stored answers and remembered questions of a user, for those who want to have or to delete all that is kept of them. */
@Injectable()
export class CachedAnswersOfUser extends PersonalData implements OnModuleInit {
  readonly name = 'cachedAnswers';
  override readonly isInDatabase = false;

  constructor(
    private readonly cache: TurnCache,
    private readonly clock: Clock,
    private readonly popular: PopularQuestions,
    private readonly registry: PersonalDataRegistry,
  ) {
    super();
  }

  onModuleInit(): void {
    this.registry.add(this);
  }

  /** What is stored, without the answers: they are copies of what the conversations hold, and end by themselves. */
  async *export(subject: DataSubject, signal: AbortSignal): AsyncGenerator<JsonValue> {
    let cursor: string | undefined;
    do {
      signal.throwIfAborted();
      const page: { entries: readonly EntryMeta[]; cursor?: string } = await this.cache.list(
        { ...subject },
        PAGE,
        cursor,
      );
      for (const meta of page.entries) yield Object.fromEntries(Object.entries(toKeyDto(meta, this.clock.now())));
      cursor = page.cursor;
    } while (cursor !== undefined);
  }

  async erase(subject: DataSubject): Promise<number> {
    const { organisationId, userId } = subject;
    const { removed } = await this.cache.remove({ organisationId, userId });
    return removed + (await this.popular.forget(ownerScope(subject)));
  }
}
