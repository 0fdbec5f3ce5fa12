/** Why a parsed JSON value is refused, and where. */
export interface JsonFlaw {
  kind: 'unsafe_key' | 'long_key' | 'number' | 'nul' | 'surrogate';
  /** Keys and positions from the root, innermost last. */
  path: (string | number)[];
}

/** A count of members, raised while a value is searched. */
export interface MemberCount {
  members: number;
}

const MAX_KEY_LENGTH = 1_024;
const MAX_64_BIT = 2 ** 64;
const LONE_SURROGATE = /\p{Surrogate}/u;

/**
 * Looks for values that no later layer can hold: names that reach a prototype, numbers that lost digits or became
 * infinite, NUL characters, lone surrogates. Recursive: the nesting must be bounded before. Counts the members it meets.
 * Strings can only hold the last two when the text used `\u` escapes, so otherwise they are not looked at.
 */
export function findJsonFlaw(value: unknown, hasEscapes: boolean, count: MemberCount): JsonFlaw | undefined {
  if (typeof value === 'string') return hasEscapes ? flawOfString(value) : undefined;
  if (typeof value === 'number') return isExact(value) ? undefined : { kind: 'number', path: [] };
  if (typeof value !== 'object' || value === null) return undefined;
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index++) {
      const flaw = findJsonFlaw(value[index], hasEscapes, count);
      if (flaw !== undefined) return at(index, flaw);
    }
    return undefined;
  }
  return flawOfObject(value as Record<string, unknown>, hasEscapes, count);
}

function flawOfObject(object: Record<string, unknown>, hasEscapes: boolean, count: MemberCount): JsonFlaw | undefined {
  const keys = Object.keys(object);
  count.members += keys.length;
  for (const key of keys) {
    const member = object[key];
    if (isUnsafe(key, member)) return { kind: 'unsafe_key', path: [] };
    if (key.length > MAX_KEY_LENGTH) return { kind: 'long_key', path: [] };
    const flaw = (hasEscapes ? flawOfString(key) : undefined) ?? findJsonFlaw(member, hasEscapes, count);
    if (flaw !== undefined) return at(key, flaw);
  }
  return undefined;
}

function at(step: string | number, flaw: JsonFlaw): JsonFlaw {
  flaw.path.unshift(step);
  return flaw;
}

/** The two ways in which a careless merge of the value could change Object.prototype. */
function isUnsafe(key: string, member: unknown): boolean {
  if (key === '__proto__') return true;
  return key === 'constructor' && typeof member === 'object' && member !== null && Object.hasOwn(member, 'prototype');
}

/** False for an overflow, for -0, and for an integer in the range of 64-bit ids that a double cannot hold. */
function isExact(value: number): boolean {
  if (!Number.isFinite(value) || Object.is(value, -0)) return false;
  return !Number.isInteger(value) || Number.isSafeInteger(value) || Math.abs(value) > MAX_64_BIT;
}

function flawOfString(text: string): JsonFlaw | undefined {
  if (text.includes('\0')) return { kind: 'nul', path: [] };
  return LONE_SURROGATE.test(text) ? { kind: 'surrogate', path: [] } : undefined;
}
