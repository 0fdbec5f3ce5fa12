import type { SessionPolicy, SessionRules } from '@app/sessions';

/** {@link SessionRules} of the installation. A class, so that it can be injected. */
export class SessionsConfig implements SessionRules {
  readonly most: number;
  readonly policy: SessionPolicy;
  readonly idleMs: number;
  readonly maxAgeMs: number;

  constructor({ most, policy, idleMs, maxAgeMs }: SessionRules) {
    this.most = most;
    this.policy = policy;
    this.idleMs = idleMs;
    this.maxAgeMs = maxAgeMs;
  }
}
