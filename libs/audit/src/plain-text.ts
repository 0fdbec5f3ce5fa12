/**
 * A text as the trail can keep it: at most `maxLength` characters, without NUL, which Postgres does not store, and without halves
 * of surrogate pairs, which have no canonical form.
 */
export function plainText(text: string, maxLength: number): string {
  return text.slice(0, maxLength).replaceAll('\0', '').toWellFormed();
}
