import type { BudgetCounter } from './budget';

/** What a counter stands at. */
export interface CounterState {
  /** Of calls that ended. */
  readonly spentMicroUsd: number;
  /** The most that running calls can still cost. */
  readonly reservedMicroUsd: number;
}

/** What the truth says about a counter, for its rebuilding. */
export interface CounterTruth {
  readonly spentMicroUsd: number;
  readonly open: readonly { readonly callId: string; readonly microUsd: number }[];
}

/** Whether a call may be made. */
export type BudgetDecision =
  | { readonly allowed: true }
  | { readonly allowed: false; readonly counter: BudgetCounter; readonly state: CounterState };

/**
 * Counts spend against budgets, exactly over all processes. A counter that is not there is rebuilt from the ledger before it
 * decides, so a store that lost everything allows nothing that it should not.
 */
export abstract class BudgetCounters {
  /** Reserves the most that a call can cost on all counters, or on none. Repeating it for one call changes nothing. */
  abstract reserve(callId: string, microUsd: number, counters: readonly BudgetCounter[]): Promise<BudgetDecision>;

  /**
   * Makes sure that a reservation stands, after its row was committed: a counter that was rebuilt between the two did not see the
   * row. To be called before the call is settled. Rejects when the counters vanish faster than they are rebuilt.
   */
  abstract confirm(callId: string, microUsd: number, counters: readonly BudgetCounter[]): Promise<void>;

  /** Puts the true cost in place of a reservation, after that was confirmed and the cost committed. */
  abstract settle(callId: string, microUsd: number, counters: readonly BudgetCounter[]): Promise<void>;

  /** What the counters stand at. */
  abstract read(counters: readonly BudgetCounter[]): Promise<CounterState[]>;

  /** Drops counters that may be wrong. They are rebuilt when they are next needed. */
  abstract forget(counters: readonly BudgetCounter[]): Promise<void>;
}

/** Reads the truth about a counter from the ledger. */
export type ReadTruth = (counter: BudgetCounter) => Promise<CounterTruth>;
