import { SqlApiKeys, type KeyRights } from '@app/identity';
import { AppError, type Principal, type Role } from '@app/kernel';
import { Injectable } from '@nestjs/common';

/** What those are bound to who give rights to others: nobody gives more than the own key has. */
@Injectable()
export class GiverRights {
  constructor(private readonly keys: SqlApiKeys) {}

  /** The bounds of the key that somebody acts with, as they are stored now. Undefined: it is not narrowed, or it is none of a user. */
  async of({ kind, keyId, organisationId, scopes, allowedModels, limits }: Principal): Promise<KeyRights | undefined> {
    if (kind !== 'key' || keyId === undefined) return undefined;
    const key = await this.keys.find(keyId, { organisationId });
    const rights: KeyRights = key ?? {
      ...(scopes === undefined ? {} : { scopes }),
      ...(allowedModels === undefined ? {} : { allowedModels }),
      limits,
    };
    return isNarrowed(rights) ? rights : undefined;
  }

  /**
   * Throws `forbidden` when a narrowed key would give a role that may more than `user`: no role knows the bounds of the key.
   *
   * @param before the roles that the user has already, which may stay.
   */
  async requireRoles(roles: readonly Role[], giver: Principal, before: readonly Role[] = []): Promise<void> {
    if (roles.every((role) => role === 'user' || before.includes(role))) return;
    if ((await this.of(giver)) === undefined) return;
    const message = 'The key that you use is narrowed: it gives no role but user. Use a key that is not.';
    throw new AppError('forbidden', message, { param: 'roles' });
  }
}

function isNarrowed({ scopes, allowedModels, limits, expiresAt }: KeyRights): boolean {
  return [scopes, allowedModels, expiresAt, ...(Object.values(limits) as unknown[])].some(
    (bound) => bound !== undefined,
  );
}
