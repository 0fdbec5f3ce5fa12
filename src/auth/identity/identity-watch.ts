import { Authenticator, IdentityDirectory } from '@app/identity';
import { Clock } from '@app/kernel';
import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { OpenStreams } from '../../http/sse/open-streams';
import { IdentityChanges } from './identity-changes';
import { RefusalAudit } from './refusal-audit';

/** Time between two looks at the database, milliseconds: with a slow answer a change still counts within 5 s. */
const LOOK_MS = 2_000;
const NOTE_MS = 60_000;

/** What is done by the clock: looking for changes while anybody is known, and writing down which keys were used and refused. */
@Injectable()
export class IdentityWatch implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly timers: NodeJS.Timeout[] = [];

  constructor(
    private readonly changes: IdentityChanges,
    private readonly authenticator: Authenticator,
    private readonly directory: IdentityDirectory,
    private readonly streams: OpenStreams,
    private readonly refusals: RefusalAudit,
    private readonly clock: Clock,
  ) {}

  onApplicationBootstrap(): void {
    this.every(LOOK_MS, () => this.look());
    this.every(NOTE_MS, () => void this.note());
  }

  /** What was used until now is written down too. */
  async onModuleDestroy(): Promise<void> {
    this.timers.forEach(clearInterval);
    await this.note();
  }

  /** Nobody known, nothing to revoke: an installation without keys asks nothing. */
  private look(): void {
    if (this.authenticator.knownCount > 0 || this.streams.count > 0) void this.changes.look();
  }

  private async note(): Promise<void> {
    await this.refusals.flush();
    const keyIds = this.authenticator.takeUsedKeys();
    // Only for people to look at; the next minute writes again.
    await this.directory.noteUse(keyIds, this.clock.now()).catch(() => undefined);
  }

  private every(ms: number, work: () => void): void {
    this.timers.push(setInterval(work, ms).unref());
  }
}
