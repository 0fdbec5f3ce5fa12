import { AppError, type Principal, type Role } from '@app/kernel';
import type { AccessRule } from '../decorators/route-config';
import { LOCAL_ORGANISATION_ID } from './built-in-principals';

/** Tells why a caller may not call a route; undefined when it may. Both its role and its key have to allow it. */
export function checkAccess({ roles, scope, installation }: AccessRule, principal: Principal): AppError | undefined {
  if (installation === true && principal.organisationId !== LOCAL_ORGANISATION_ID) {
    return new AppError('forbidden', 'This is about the whole installation, and for those who run it.');
  }
  if (roles !== undefined && !principal.roles.some((role) => role === 'admin' || roles.includes(role))) {
    const named = [...new Set<Role>([...roles, 'admin'])];
    const needed = named.length === 1 ? 'the role' : 'one of the roles';
    return new AppError('forbidden', `This needs ${needed} ${named.join(', ')}.`);
  }
  const { scopes } = principal;
  if (scopes === undefined || scope === 'any') return undefined;
  if (scope !== undefined && scopes.includes(scope)) return undefined;
  return new AppError(
    'forbidden',
    scope === undefined
      ? 'This needs a key that was not narrowed to scopes.'
      : `The API key was not given the scope ${scope}.`,
  );
}
