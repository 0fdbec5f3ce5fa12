import type { RateLaw, RateState } from './rate-law';

/** One rate that a call is measured against. */
export interface RateCheck {
  /** Tells the rates of one scope apart, such as `requests:chat`. */
  name: string;
  law: RateLaw;
  /** Units that this call takes, at least 0; more than the burst counts as the burst. */
  cost: number;
}

/** A place among those that may be busy at once. It ends by itself, so that a caller that died frees it. */
export interface LeaseCheck {
  /** Tells the leases of one scope apart, such as `requests`. */
  name: string;
  /** Unique for the call. */
  id: string;
  /** Leases that may be open at once, at least 1. */
  most: number;
  /** Time after which it ends unless it is renewed, milliseconds. */
  ttlMs: number;
}

/** Everything that one call is measured against; all of it is decided in one step. */
export interface AdmissionRequest {
  /** Whom it counts for: a user, a key or an address. All of one request lies on one node of a Cluster. */
  scope: string;
  rates: readonly RateCheck[];
  lease?: LeaseCheck | undefined;
}

/** What became of an {@link AdmissionRequest}. Either all of it was taken, or nothing. */
export interface Admission {
  admitted: boolean;
  /** In the order of the checks. */
  rates: readonly RateState[];
  /** Leases of the name that are open now, this one included when it was taken; undefined when none was asked for. */
  openLeases: number | undefined;
}

/** Names one lease of one scope. */
export type LeaseName = Pick<LeaseCheck, 'name' | 'id'>;

/** A rate without a call: its name and law. */
export type NamedRate = Omit<RateCheck, 'cost'>;

/** How a scope stands. */
export interface LimitState {
  /** In the order that was asked for; `admitted` tells whether one unit would pass now. */
  rates: readonly RateState[];
  /** Leases that are open now, in the order of the names. */
  openLeases: readonly number[];
}

/** Time that the id of a correction is remembered, milliseconds: longer than a store is away without a person looking. */
export const ONCE_MS = 3_600_000;

/**
 * Where limits are counted. Every operation is atomic, and time is the store's own. Fails with whatever its storage fails
 * with; a call that failed may have been counted.
 */
export abstract class LimitStore {
  /** Decides and counts in one step. Costs O(rates + expired leases). */
  abstract admit(request: AdmissionRequest): Promise<Admission>;

  /**
   * Corrects what was taken in advance, when the true cost is known: positive units are taken without asking, negative ones
   * are given back. What is owed is bounded by {@link MAX_DEBT_BURSTS} bursts. What is told again with the same `onceId` within
   * {@link ONCE_MS} is not counted again, so whoever does not know whether it was counted may say it once more.
   */
  abstract settle(scope: string, rate: NamedRate, units: number, onceId?: string): Promise<void>;

  /** Prolongs a lease from now on. False when it had ended; it is not opened again then. */
  abstract renew(scope: string, lease: LeaseName, ttlMs: number): Promise<boolean>;

  /** Ends a lease. Nothing happens when it has ended. */
  abstract release(scope: string, lease: LeaseName): Promise<void>;

  /** Tells how a scope stands, and counts nothing. */
  abstract look(scope: string, rates: readonly NamedRate[], leases: readonly string[]): Promise<LimitState>;

  /** Forgets what was counted for these rates and leases: they begin anew. Running calls go on. */
  abstract reset(scope: string, rates: readonly string[], leases: readonly string[]): Promise<void>;
}
