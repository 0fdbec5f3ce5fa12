import { ROLES, type Role } from '@app/kernel';

/** Where a token says what its subject may do, and in what words. */
export interface RoleClaim {
  /** The claim's name, or the way to it through objects, such as `realm_access.roles`. */
  readonly name: string;
  /** What the identity provider calls our roles. Absent: as we do. */
  readonly roleOf?: Readonly<Record<string, Role>>;
}

/** The roles that a token's claims give: a list, or words in one text. Words that mean no role are passed over. */
export function readRoles(claims: Readonly<Record<string, unknown>>, { name, roleOf }: RoleClaim): Role[] {
  const words = wordsOf(Object.hasOwn(claims, name) ? claims[name] : valueAt(claims, name.split('.')));
  const given = new Set(words.map((word) => toRole(word, roleOf)));
  return ROLES.filter((role) => given.has(role));
}

function toRole(word: string, roleOf: RoleClaim['roleOf']): Role | undefined {
  if (roleOf === undefined) return ROLES.find((role) => role === word);
  return Object.hasOwn(roleOf, word) ? roleOf[word] : undefined;
}

function valueAt(value: unknown, [step, ...rest]: readonly string[]): unknown {
  if (step === undefined) return value;
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined;
  return valueAt((value as Record<string, unknown>)[step], rest);
}

function wordsOf(value: unknown): string[] {
  if (typeof value === 'string') return value.split(/[\s,]+/);
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}
