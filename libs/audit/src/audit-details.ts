import { plainText } from './plain-text';

/**
 * What an entry may say beside who, what and when. Only these names pass, so that no prompt, answer, key or other free text gets
 * into a trail that can never be corrected. Add a name only for what is an id, a number, a word of a closed list, a hash, or a
 * name that an administrator gave.
 */
export const AUDIT_DETAIL_NAMES = [
  'allowedModels',
  'answerHash',
  'budget',
  'changed',
  'code',
  'conversationId',
  'count',
  'expiresAt',
  'fields',
  'file',
  'fileHash',
  'firstSequence',
  'format',
  'from',
  'keyPrefix',
  'lastSequence',
  'limitMicroUsd',
  'model',
  'models',
  'name',
  'outcome',
  'pattern',
  'period',
  'provider',
  'questionHash',
  'reason',
  'roles',
  'scopes',
  'setting',
  'strategy',
  'subject',
  'to',
  'userId',
] as const;

/** One of {@link AUDIT_DETAIL_NAMES}. */
export type AuditDetailName = (typeof AUDIT_DETAIL_NAMES)[number];

/** A detail: short, flat, and of a kind that JSON writes in one way. */
export type AuditDetail = string | number | boolean | readonly string[];

/** Details of an entry. An undefined one is left out. */
export type AuditDetails = { readonly [Name in AuditDetailName]?: AuditDetail | undefined };

const MAX_TEXT = 200;
const MAX_ITEMS = 50;
const KNOWN: ReadonlySet<string> = new Set(AUDIT_DETAIL_NAMES);

/**
 * The details as they are stored. Texts longer than 200 characters and lists longer than 50 are cut.
 *
 * @throws Error for a name that is not in the list and a value of another kind: mistakes of the program, found by its tests.
 */
export function checkDetails(details: AuditDetails): Record<string, AuditDetail> | undefined {
  const checked: Record<string, AuditDetail> = {};
  for (const [name, value] of Object.entries(details)) {
    if (!KNOWN.has(name)) throw new Error(`The audit trail keeps no detail named ${name}. See AUDIT_DETAIL_NAMES.`);
    if (value !== undefined) checked[name] = checkDetail(name, value);
  }
  return Object.keys(checked).length === 0 ? undefined : checked;
}

function checkDetail(name: string, value: AuditDetail): AuditDetail {
  if (typeof value === 'string') return plainText(value, MAX_TEXT);
  if (typeof value === 'boolean' || Number.isSafeInteger(value)) return value;
  if (Array.isArray(value)) return value.slice(0, MAX_ITEMS).map((item) => plainText(String(item), MAX_TEXT));
  throw new Error(`The audit detail ${name} is neither text, whole number, truth value nor a list of texts.`);
}
