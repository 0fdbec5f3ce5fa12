import type { ApiKey, KeyRights } from '@app/identity';
import { AppError, type PrincipalLimits } from '@app/kernel';
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

/**
 * Throws when a key would end at once, or do more, do it faster or longer than the narrowed key or session that gives it.
 *
 * @param giver undefined: not narrowed.
 */
export function requireGivable(rights: KeyRights, giver: KeyRights | undefined, nowMs: number): void {
  if (rights.expiresAt !== undefined && rights.expiresAt <= nowMs) {
    throw new AppError('invalid_parameter', 'expiresAt must be in the future.', { param: 'expiresAt' });
  }
  if (giver === undefined) return;
  for (const field of ['scopes', 'allowedModels'] as const) {
    const own: readonly string[] | undefined = giver[field];
    const asked: readonly string[] | undefined = rights[field];
    if (own === undefined || asked?.every((item) => own.includes(item)) === true) continue;
    refuse(`name ${field} that it has`, field);
  }
  if (isBeyond(rights.expiresAt, giver.expiresAt))
    refuse('name an expiresAt that is no later than its own', 'expiresAt');
  for (const [name, own] of Object.entries(giver.limits) as [keyof PrincipalLimits, number | undefined][]) {
    if (isBeyond(rights.limits[name], own)) refuse(`name a limit ${name} that is no larger than its own`, 'limits');
  }
}

/** Of bounds whose absence means "none of its own". */
function isBeyond(asked: number | undefined, own: number | undefined): boolean {
  return own !== undefined && (asked === undefined || asked > own);
}

function refuse(what: string, param: string): never {
  throw new AppError('forbidden', `The key that you use is narrowed itself: ${what}.`, { param });
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
