import type { UsageCall } from './usage-call';

/** Whose spend a budget counts. */
export const BUDGET_SUBJECTS = ['organisation', 'user', 'key'] as const;

/** One of {@link BUDGET_SUBJECTS}. */
export type BudgetSubject = (typeof BUDGET_SUBJECTS)[number];

/** The time for which a budget is: a day or a month in UTC, or for ever. */
export const BUDGET_PERIODS = ['day', 'month', 'total'] as const;

/** One of {@link BUDGET_PERIODS}. */
export type BudgetPeriod = (typeof BUDGET_PERIODS)[number];

/** What may be spent. */
export interface Budget {
  readonly id: string;
  readonly organisationId: string;
  readonly name: string;
  readonly subjectType: BudgetSubject;
  /** Absent for the organisation; otherwise absent: each user or key has this budget by itself. */
  readonly subjectId?: string;
  readonly period: BudgetPeriod;
  /** Millionths of a US dollar. */
  readonly limitMicroUsd: number;
}

/** A budget as it counts for one subject in one period. */
export interface BudgetCounter {
  readonly budget: Budget;
  /** The user or key whose spend it is; empty for the organisation. */
  readonly subject: string;
  /** Epoch milliseconds; 0 for `total`. */
  readonly startsAt: number;
  /** When it begins anew, epoch milliseconds; undefined: never. */
  readonly resetsAt: number | undefined;
}

/** Who spends, and when. */
export type Spender = Pick<UsageCall, 'userId' | 'keyId' | 'createdAt'>;

/** The counters that a call counts for. */
export function countersOf(budgets: readonly Budget[], spender: Spender): BudgetCounter[] {
  const counters: BudgetCounter[] = [];
  for (const budget of budgets) {
    const subject = subjectOf(budget, spender);
    if (subject !== undefined) counters.push({ budget, subject, ...periodOf(budget.period, spender.createdAt) });
  }
  return counters;
}

function subjectOf({ subjectType, subjectId }: Budget, { userId, keyId }: Spender): string | undefined {
  if (subjectType === 'organisation') return '';
  const subject = subjectType === 'user' ? userId : keyId;
  return subjectId === undefined || subjectId === subject ? subject : undefined;
}

/** The period that a moment lies in. */
export function periodOf(period: BudgetPeriod, at: number): Pick<BudgetCounter, 'startsAt' | 'resetsAt'> {
  if (period === 'total') return { startsAt: 0, resetsAt: undefined };
  const date = new Date(at);
  const [year, month, day] = [date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate()];
  return period === 'day'
    ? { startsAt: Date.UTC(year, month, day), resetsAt: Date.UTC(year, month, day + 1) }
    : { startsAt: Date.UTC(year, month), resetsAt: Date.UTC(year, month + 1) };
}
