/** NUL, and halves of surrogate pairs. */
const NOT_STORABLE = /[\0\p{Surrogate}]/gu;
const REPLACEMENT = '\ufffd';

/** The text as Postgres can hold it: NUL and halves of surrogate pairs become U+FFFD. */
export function storableText(text: string): string {
  return text.replace(NOT_STORABLE, REPLACEMENT);
}

/** A JSON value with every text in it, names included, as {@link storableText} has it. The same value when all are. */
export function storableJson<T>(value: T): T {
  const text = JSON.stringify(value) as string | undefined;
  // Only these escapes can stand for what is not storable.
  if (text === undefined || !/\\u(0000|d[89a-f])/i.test(text)) return value;
  return mend(value) as T;
}

function mend(value: unknown): unknown {
  if (typeof value === 'string') return storableText(value);
  if (Array.isArray(value)) return value.map(mend);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [storableText(name), mend(member)]));
}
