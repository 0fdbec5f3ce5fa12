import { SqlApiKeys } from '@app/identity';
import { Clock, type DataSubject } from '@app/kernel';
import { Injectable } from '@nestjs/common';
import { SessionsConfig } from './sessions-config';

/** Knows how many sessions somebody may have who does not ask. */
@Injectable()
export class SessionLimits {
  constructor(
    private readonly config: SessionsConfig,
    private readonly keys: SqlApiKeys,
    private readonly clock: Clock,
  ) {}

  /** What the user's key that may open most may. The default for a user without a key, who may come with a token. */
  async mostOf(owner: DataSubject): Promise<number> {
    const limits = await this.keys.limitsInForce(owner, this.clock.now());
    if (limits.length === 0) return this.config.most;
    return Math.max(...limits.map(({ concurrentSessions }) => concurrentSessions ?? this.config.most));
  }
}
