import type { SqlApiKeys, SqlUsers } from '@app/identity';
import { AppError } from '@app/kernel';
import type { Budget } from '@app/usage';
import { isBuiltIn, LOCAL_ORGANISATION_ID } from '../http/auth/built-in-principals';

/** Knows whether whom a budget is for is there: a budget for nobody would never refuse anything, and nobody would notice. */
export class BudgetSubjects {
  constructor(
    private readonly users: SqlUsers,
    private readonly keys: SqlApiKeys,
  ) {}

  /** Throws `invalid_parameter` for a user or a key that the organisation does not have. */
  async require({ subjectType, subjectId, organisationId }: Budget): Promise<void> {
    if (subjectId === undefined) return;
    if (subjectType === 'organisation') {
      throw refuse('subjectId says which user or key; a budget of the organisation has none');
    }
    if (organisationId === LOCAL_ORGANISATION_ID && subjectType === 'user' && isBuiltIn(subjectId)) return;
    const subjects = subjectType === 'user' ? this.users : this.keys;
    if ((await subjects.find(subjectId, { organisationId })) !== undefined) return;
    throw refuse(`Your organisation has no ${subjectType} of this id; leave subjectId out for a budget of each.`);
  }
}

function refuse(message: string): AppError {
  return new AppError('invalid_parameter', message, { param: 'subjectId' });
}
