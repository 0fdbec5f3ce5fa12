import type { Budget, BudgetCounter } from './budget';
import type { BudgetDecision, CounterTruth } from './budget-counters';
import type { UsageCall } from './usage-call';

/** What a budget can be changed to. Absent fields stay. */
export type BudgetChange = Partial<Pick<Budget, 'name' | 'limitMicroUsd'>>;

/** Where budgets are kept. All of it belongs to one organisation, which every question names. */
export abstract class Budgets {
  /** By name. */
  abstract list(organisationId: string): Promise<Budget[]>;
  abstract find(organisationId: string, id: string): Promise<Budget | undefined>;
  /** Throws AppError `conflict` when the name is taken. */
  abstract create(budget: Budget): Promise<void>;
  /** The changed budget; undefined when there is none. Throws AppError `conflict` when the name is taken. */
  abstract update(organisationId: string, id: string, change: BudgetChange): Promise<Budget | undefined>;
  /** The deleted budget; undefined when there is none. */
  abstract delete(organisationId: string, id: string): Promise<Budget | undefined>;

  /** What the ledger says about a counter. */
  abstract truthOf(counter: BudgetCounter): Promise<CounterTruth>;

  /**
   * Decides by the ledger alone and notes the call, under a lock on the budgets, for when the counters are away. Slower than the
   * counters, and as exact.
   */
  abstract reserve(call: UsageCall, counters: readonly BudgetCounter[]): Promise<BudgetDecision>;
}
