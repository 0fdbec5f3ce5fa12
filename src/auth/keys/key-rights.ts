import type { ApiKey, KeyRights } from '@app/identity';
import { AppError, type Principal } from '@app/kernel';
import type { CreateKeyDto } from './dto/create-key.dto';
import type { UpdateKeyDto } from './dto/update-key.dto';

/** The rights that a new key is asked to have. */
export function rightsOf({ scopes, allowedModels, limits = {}, expiresAt }: CreateKeyDto): KeyRights {
  return {
    ...(scopes === undefined ? {} : { scopes: [...new Set(scopes)] }),
    ...(allowedModels === undefined ? {} : { allowedModels: [...new Set(allowedModels)] }),
    limits,
    ...(expiresAt === undefined ? {} : { expiresAt }),
  };
}

/** The rights of a key after a change. */
export function changedRights(key: ApiKey, change: UpdateKeyDto): KeyRights {
  return {
    ...pick('scopes', key.scopes, change.scopes),
    ...pick('allowedModels', key.allowedModels, change.allowedModels),
    limits: change.limits ?? key.limits,
    ...pick('expiresAt', key.expiresAt, change.expiresAt),
  };
}

/** Throws when a key would end at once, or do more than the narrowed key or session that gives it. */
export function requireGivable(rights: KeyRights, giver: Principal, nowMs: number): void {
  if (rights.expiresAt !== undefined && rights.expiresAt <= nowMs) {
    throw new AppError('invalid_parameter', 'expiresAt must be in the future.', { param: 'expiresAt' });
  }
  for (const field of ['scopes', 'allowedModels'] as const) {
    const own: readonly string[] | undefined = giver[field];
    const asked: readonly string[] | undefined = rights[field];
    if (own === undefined || asked?.every((item) => own.includes(item)) === true) continue;
    throw new AppError('forbidden', `The key that you use is narrowed itself: name ${field} that it has.`, {
      param: field,
    });
  }
}

/** The new value where one is given, none where it is null, and the old one otherwise. */
function pick<Name extends string, Value>(
  name: Name,
  before: Value | undefined,
  given: Value | null | undefined,
): { [Key in Name]?: Value } {
  const value = given === undefined ? before : given;
  return (value === undefined || value === null ? {} : { [name]: value }) as { [Key in Name]?: Value };
}
