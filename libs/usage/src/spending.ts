import { AppError, type Clock } from '@app/kernel';
import { countersOf, type Budget, type BudgetCounter } from './budget';
import type { BudgetBook } from './budget-book';
import type { BudgetCounters, BudgetDecision } from './budget-counters';
import { budgetExceeded } from './budget-exceeded';
import type { Budgets } from './budgets';
import { isAppError } from './is-app-error';
import type { Settlement, UsageCall } from './usage-call';
import type { UsageLedger } from './usage-ledger';

/** What {@link Spending} works with. */
export interface SpendingParts {
  ledger: UsageLedger;
  budgets: Budgets;
  book: BudgetBook;
  counters: BudgetCounters;
  clock: Clock;
  /** Whether no call is made whose row cannot be written. Where there are budgets none is, whatever this says. */
  required: boolean;
  /** Which calls have a row. `budgeted`: those that count against a budget, or may; not with `required`. Default `all`. */
  recorded?: 'all' | 'budgeted';
  /** Told of refusals, of decisions without the counters, and of counters that could not be settled. Default: nobody. */
  onEvent?: (event: 'refused' | 'decided_by_ledger' | 'counters_unsettled') => void;
}

/** A call that may be made. */
export interface OpenCall {
  /** Resolves when the reader may be told what the call gives. Rejects with `storage_unavailable`. */
  readonly recorded: Promise<void>;
  /** To be called exactly once, however the call ended. Nothing waits for it. */
  settle(settlement: Settlement): void;
}

/** A call that nothing is noted of. */
const UNRECORDED: OpenCall = { recorded: Promise.resolve(), settle: () => undefined };

/** Longest wait for a row, milliseconds. */
const RECORD_MS = 2_000;

/**
 * Lets calls spend what budgets allow, and writes the bill. The most that a call can cost is reserved before it is made; the row is
 * committed while the provider already works, and before a word of it is given out; the true cost is settled after.
 */
export class Spending {
  private readonly running = new Set<string>();
  /** Counters that may be wrong because Redis did not answer. */
  private readonly doubtful = new Map<string, BudgetCounter>();

  constructor(private readonly parts: SpendingParts) {}

  /** Calls that this process makes now. */
  get openCalls(): readonly string[] {
    return [...this.running];
  }

  /**
   * Asks whether a call may be made.
   *
   * @throws AppError `budget_exceeded`; `storage_unavailable` when there are budgets and nothing can decide.
   */
  async begin(call: UsageCall): Promise<OpenCall> {
    const budgets = await this.budgetsOf(call.organisationId);
    const counters = countersOf(budgets ?? [], call);
    if (budgets !== undefined && counters.length === 0 && this.isUnrecorded) return UNRECORDED;
    const isAwaited = counters.length > 0 || this.parts.required;
    const { recorded } =
      counters.length === 0
        ? { recorded: this.parts.ledger.open(call, isAwaited) }
        : await this.reserve(call, counters);
    recorded.catch(() => undefined); // whoever waits is told
    this.running.add(call.id);
    return {
      recorded: isAwaited ? this.inTime(recorded) : Promise.resolve(),
      settle: (settlement) => this.settle(call, counters, settlement, recorded),
    };
  }

  /** Brings the counters up to date with calls whose process died. */
  async settleLost(): Promise<number> {
    const lost = await this.parts.ledger.settleLost();
    for (const { call, costMicroUsd } of lost) {
      const counters = countersOf((await this.budgetsOf(call.organisationId)) ?? [], call);
      await this.settleCounters(call.id, costMicroUsd, counters);
    }
    return lost.length;
  }

  /** Says that the calls of this process still run. */
  async renew(): Promise<void> {
    await this.parts.ledger.renew(this.openCalls);
  }

  /** Drops the counters that may be wrong. To be called when Redis is back. */
  async forgetDoubtful(): Promise<void> {
    const doubtful = [...this.doubtful];
    if (doubtful.length === 0) return;
    await this.parts.counters.forget(doubtful.map(([, counter]) => counter));
    for (const [key] of doubtful) this.doubtful.delete(key);
  }

  private get isUnrecorded(): boolean {
    return this.parts.recorded === 'budgeted' && !this.parts.required;
  }

  /** Undefined: not known, because the database is away and was never asked. */
  private async budgetsOf(organisationId: string): Promise<readonly Budget[] | undefined> {
    try {
      return await this.parts.book.of(organisationId);
    } catch (error) {
      // Whoever needs the bill to be whole says so by the setting.
      if (this.parts.required || !isAppError(error, 'storage_unavailable')) throw error;
      return undefined;
    }
  }

  /** Decides, and gives the writing of the row. */
  private async reserve(call: UsageCall, counters: readonly BudgetCounter[]): Promise<{ recorded: Promise<void> }> {
    try {
      await this.forgetDoubtful();
      const decision = await this.parts.counters.reserve(call.id, call.reservedMicroUsd, counters);
      if (!decision.allowed) throw this.refusal(decision);
      return { recorded: this.parts.ledger.open(call, true).then(() => this.confirm(call, counters)) };
    } catch (error) {
      if (error instanceof AppError) throw error;
      this.parts.onEvent?.('decided_by_ledger');
      this.doubt(counters);
      const decision = await this.parts.budgets.reserve(call, counters);
      if (!decision.allowed) throw this.refusal(decision);
      return { recorded: Promise.resolve() };
    }
  }

  private async confirm(call: UsageCall, counters: readonly BudgetCounter[]): Promise<void> {
    try {
      await this.parts.counters.confirm(call.id, call.reservedMicroUsd, counters);
    } catch {
      this.doubt(counters); // the row is there: a rebuilt counter will have it
    }
  }

  private settle(
    call: UsageCall,
    counters: readonly BudgetCounter[],
    settlement: Settlement,
    recorded: Promise<void>,
  ): void {
    const settle = (): Promise<void> => this.parts.ledger.settle(call.id, settlement);
    // Counters take the confirmation first: a reservation that is confirmed after its end would stand, or count twice.
    const written = counters.length === 0 ? settle() : recorded.catch(() => undefined).then(settle);
    written
      .then(() => this.settleCounters(call.id, settlement.costMicroUsd ?? 0, counters))
      // Dropped, and counted by the ledger: the reservation stands until the row is taken for lost.
      .catch(() => undefined)
      .finally(() => this.running.delete(call.id));
  }

  private async settleCounters(callId: string, microUsd: number, counters: readonly BudgetCounter[]): Promise<void> {
    if (counters.length === 0) return;
    try {
      await this.parts.counters.settle(callId, microUsd, counters);
    } catch {
      this.parts.onEvent?.('counters_unsettled');
      this.doubt(counters);
    }
  }

  private doubt(counters: readonly BudgetCounter[]): void {
    for (const counter of counters)
      this.doubtful.set(`${counter.budget.id}/${counter.subject}/${counter.startsAt}`, counter);
  }

  private refusal(decision: BudgetDecision & { allowed: false }): AppError {
    this.parts.onEvent?.('refused');
    return budgetExceeded(decision.counter, this.parts.clock.now());
  }

  private async inTime(recorded: Promise<void>): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(unrecorded()), RECORD_MS);
    });
    try {
      await Promise.race([recorded, late]);
    } catch (cause) {
      throw cause instanceof AppError ? cause : unrecorded(cause);
    } finally {
      clearTimeout(timer);
    }
  }
}

function unrecorded(cause?: unknown): AppError {
  const message = 'The cost of this call cannot be noted, because the database does not answer.';
  return new AppError('storage_unavailable', message, { cause, retryable: true, retryAfterMs: 1_000 });
}
