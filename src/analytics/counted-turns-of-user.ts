import { ArchiveStore, GRAIN_MS, LiveStore } from '@app/analytics';
import { Clock, PersonalData, PersonalDataRegistry, type DataSubject, type JsonValue } from '@app/kernel';
import { Injectable, type OnModuleInit } from '@nestjs/common';

/** What a user's turns came to by day, for those who want to have or to delete all that is kept of them. */
@Injectable()
export class CountedTurnsOfUser extends PersonalData implements OnModuleInit {
  readonly name = 'countedTurns';

  constructor(
    private readonly live: LiveStore,
    private readonly archive: ArchiveStore,
    private readonly clock: Clock,
    private readonly registry: PersonalDataRegistry,
  ) {
    super();
  }

  onModuleInit(): void {
    this.registry.add(this);
  }

  /** The days that were rolled up. */
  async *export({ organisationId, userId }: DataSubject, signal: AbortSignal): AsyncGenerator<JsonValue> {
    const to = this.clock.now() + GRAIN_MS.day;
    const range = { organisationId, grain: 'day' as const, from: 0, to, except: [] };
    for (const { start, totals } of await this.archive.series({ ...range, dimension: 'user', value: userId })) {
      signal.throwIfAborted();
      yield { day: start, ...totals };
    }
  }

  /** First where it is counted, so that no rollup brings it back. What it came to stays in the sums of all, without a name. */
  async erase({ organisationId, userId }: DataSubject): Promise<number> {
    await this.live.forgetUser(organisationId, userId, this.clock.now());
    return this.archive.forgetUser(organisationId, userId);
  }
}
