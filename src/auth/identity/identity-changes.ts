import { Authenticator } from '@app/identity';
import { redisKey, RedisStore, RedisSubscriber } from '@app/storage';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { OpenStreams } from '../../http/sse/open-streams';
import { IdentityMetrics } from './identity-metrics';

const CHANNEL = redisKey('system', 'identity-changed');

/**
 * Makes a revoked key, a changed role and an ended session count everywhere: the process that changes something tells the others
 * by Redis, and each also asks the database every 2 seconds ({@link IdentityWatch}), in case nobody could tell it. Streams of
 * whoever has lost rights are ended with an error event.
 */
@Injectable()
export class IdentityChanges implements OnModuleInit {
  private looking: Promise<void> | undefined;
  private isAskedAgain = false;

  constructor(
    private readonly authenticator: Authenticator,
    private readonly streams: OpenStreams,
    private readonly redis: RedisStore,
    private readonly subscriber: RedisSubscriber,
    private readonly metrics: IdentityMetrics,
  ) {}

  onModuleInit(): void {
    this.subscriber.subscribe(CHANNEL, () => void this.look());
  }

  /** Tells all processes that something has changed. Resolves when it counts in this one. */
  async tell(): Promise<void> {
    // Who does not hear of it finds out by asking.
    this.redis.command('PUBLISH', CHANNEL, '1').catch(() => undefined);
    await this.look();
  }

  /** Finds out whether something has changed, and acts on it. One look at a time. Never rejects: the next look is soon. */
  async look(): Promise<void> {
    if (this.looking !== undefined) {
      this.isAskedAgain = true; // what runs may have asked before the change
      return this.looking;
    }
    this.looking = this.lookUntilNothingIsNew();
    await this.looking;
  }

  private async lookUntilNothingIsNew(): Promise<void> {
    try {
      do {
        this.isAskedAgain = false;
        if (await this.authenticator.refresh()) this.metrics.changed();
        await this.endStreamsOfRefused();
      } while (this.wasAskedAgain());
    } catch {
      this.metrics.lookFailed(); // the database does not answer, which its connection logs
    } finally {
      this.looking = undefined;
    }
  }

  private wasAskedAgain(): boolean {
    return this.isAskedAgain;
  }

  private async endStreamsOfRefused(): Promise<void> {
    for (const principal of this.streams.principals()) {
      if (!this.authenticator.isInDoubt(principal)) continue;
      const refusal = await this.authenticator.refusalNow(principal);
      if (refusal !== undefined) this.metrics.ended(this.streams.endOf(principal, refusal));
    }
  }
}
