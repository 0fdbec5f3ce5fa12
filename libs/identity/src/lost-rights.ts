import type { Principal } from '@app/kernel';

/**
 * True when somebody may do less now than before: a role, a scope or a model is gone, or it is another person. Who may do more
 * has lost nothing.
 */
export function hasLostRights(before: Principal, now: Principal | undefined): boolean {
  if (now?.organisationId !== before.organisationId || now.userId !== before.userId) return true;
  return (
    !before.roles.every((role) => now.roles.includes(role)) ||
    isNarrower(before.scopes, now.scopes) ||
    isNarrower(before.allowedModels, now.allowedModels)
  );
}

/** Of lists whose absence means "all". */
function isNarrower(before: readonly string[] | undefined, now: readonly string[] | undefined): boolean {
  if (now === undefined) return false;
  return before === undefined || !before.every((item) => now.includes(item));
}
