import type { Settlement, UsageCall } from './usage-call';

/** A call whose process died, as it was settled. */
export interface LostCall {
  readonly call: Pick<UsageCall, 'id' | 'organisationId' | 'userId' | 'keyId' | 'createdAt'>;
  readonly costMicroUsd: number;
}

/** The bill: one row for each call of a provider. */
export abstract class UsageLedger {
  /**
   * Notes a call before it is made. Resolves when that is committed. While the database is away it waits in memory and goes on
   * trying, so whoever cannot wait gives up waiting by itself; the row is written all the same.
   *
   * @param isAwaited whether an answer waits for it; otherwise it may be written a little later, together with others.
   */
  abstract open(call: UsageCall, isAwaited: boolean): Promise<void>;

  /** Settles a call, once; what was settled is not changed, except for a call that was taken for lost. As {@link open} otherwise. */
  abstract settle(callId: string, settlement: Settlement): Promise<void>;

  /** Says that these calls still run. Rejects when the database is away: then the next time is early enough. */
  abstract renew(callIds: readonly string[]): Promise<void>;

  /** Settles the calls that nobody renews any more, and tells which they were. */
  abstract settleLost(): Promise<LostCall[]>;

  /** Resolves when nothing waits to be written, or after the time. */
  abstract drain(timeoutMs: number): Promise<void>;
}
