import { AppError } from '@app/kernel';
import type { BudgetCounter } from './budget';

/** The refusal of a call for which a budget has no room. Says which, and when it begins anew. */
export function budgetExceeded({ budget, resetsAt }: BudgetCounter, now: number): AppError {
  const when =
    resetsAt === undefined
      ? 'It does not reset: an administrator can raise it.'
      : `It resets at ${new Date(resetsAt).toISOString()}.`;
  const message = `The budget "${budget.name}" does not allow what this call may cost. ${when} A smaller maxOutputTokens reserves less.`;
  return new AppError('budget_exceeded', message, resetsAt === undefined ? {} : { retryAfterMs: resetsAt - now });
}
