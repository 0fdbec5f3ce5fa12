import type { Reach } from '@app/identity';
import type { Principal } from '@app/kernel';
import { LOCAL_ORGANISATION_ID } from '../http/auth/built-in-principals';

/** True for who administers the whole installation: the administrators of its own organisation. */
export function isInstallationAdmin({ organisationId, roles }: Principal): boolean {
  return organisationId === LOCAL_ORGANISATION_ID && roles.includes('admin');
}

/** Whose records somebody may see and change: all, those of the own organisation, or the own. */
export function reachOf(principal: Principal): Reach {
  if (isInstallationAdmin(principal)) return {};
  const { organisationId, userId, roles } = principal;
  return roles.includes('admin') ? { organisationId } : { organisationId, userId };
}
