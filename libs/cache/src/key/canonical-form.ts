/** What the canonical form can hold. Members that are undefined count as absent. */
export type Canonical =
  string | number | boolean | null | undefined | readonly Canonical[] | { readonly [name: string]: Canonical };

/**
 * A text that is the same exactly for values that mean the same: every part carries its type and its length, so nothing a
 * value holds can be read as structure. The order of an object's members does not matter, that of a list does; -0 is 0.
 * Costs O(size); members are sorted by UTF-16 units.
 */
export function canonicalForm(value: Canonical): string {
  switch (typeof value) {
    case 'string':
      return canonicalText(value);
    case 'number':
      return `n${value + 0};`;
    case 'boolean':
      return value ? 't' : 'f';
    case 'undefined':
      return 'u';
    default:
      return value === null ? 'z' : canonicalStructure(value);
  }
}

/** The same for an object whose members' order matters too, such as a JSON Schema that tells a model what to write first. */
export function orderedForm(value: Canonical): Canonical {
  if (typeof value !== 'object' || value === null) return value;
  if (isList(value)) return value.map(orderedForm);
  return Object.entries(value).map(([name, member]) => [name, orderedForm(member)]);
}

/** Halves of surrogate pairs would all become one sign in UTF-8, so such a text is written another way. */
function canonicalText(text: string): string {
  return text.isWellFormed() ? `s${text.length}:${text}` : `j${JSON.stringify(text)}`;
}

function canonicalStructure(value: object): string {
  if (isList(value)) {
    let form = `l${value.length}:`;
    for (const item of value) form += canonicalForm(item);
    return form;
  }
  const members = Object.entries(value as Record<string, Canonical>)
    .filter(([, member]) => member !== undefined)
    .sort(([one], [other]) => (one < other ? -1 : 1));
  let form = `o${members.length}:`;
  for (const [name, member] of members) form += canonicalText(name) + canonicalForm(member);
  return form;
}

function isList(value: object): value is readonly Canonical[] {
  return Array.isArray(value);
}
