import { actorOf, AuditTrail, type AuditAction } from '@app/audit';
import { UnitOfWork } from '@app/kernel';
import type { Budget } from '@app/usage';
import { Injectable } from '@nestjs/common';
import type { UsageAsker } from './usage.service';

/** What is done to budgets, with its entry in the audit trail: both or neither. */
@Injectable()
export class BudgetActs {
  constructor(
    private readonly audit: AuditTrail,
    private readonly units: UnitOfWork,
  ) {}

  /** Does the work and gives the budget that it was done to. */
  perform(action: AuditAction, { principal, ...origin }: UsageAsker, work: () => Promise<Budget>): Promise<Budget> {
    return this.units.run(async () => {
      const budget = await work();
      const { id, organisationId, name, limitMicroUsd, period } = budget;
      await this.audit.append({
        organisationId,
        actor: actorOf(principal),
        action,
        target: { type: 'budget', id },
        result: 'success',
        ...origin,
        details: { name, subject: subjectOf(budget), limitMicroUsd, period },
      });
      return budget;
    });
  }
}

/** For whom a budget is, such as `user:user_01k…`, `key:*` for each key, or `organisation`. */
function subjectOf({ subjectType, subjectId = '*' }: Budget): string {
  return subjectType === 'organisation' ? subjectType : `${subjectType}:${subjectId}`;
}
