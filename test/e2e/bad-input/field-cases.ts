import { CANARY } from './target-app';
import type { Field, Schema } from './body-fields';

/** One wrong value for a field. `absent` takes the field away. */
export interface FieldCase {
  /** The class of the corpus, such as `G75`. */
  group: string;
  value: unknown;
  absent?: true;
}

const HUGE = 1e12;

/** Every wrong value of the classes 75 to 84 that the schema of a field calls for. */
export function wrongValuesFor({ path, schema, required }: Field): FieldCase[] {
  const cases = [...wrongTypes(schema), ...outOfRange(schema), ...notInteger(path, schema)];
  if (schema.nullable !== true && !isFree(schema)) cases.push({ group: 'G78', value: null });
  if (required) cases.push({ group: 'G76', value: undefined, absent: true });
  return cases;
}

function wrongTypes(schema: Schema): FieldCase[] {
  const values: Record<string, FieldCase> = {
    number: { group: 'G75', value: 7 },
    boolean: { group: 'G75', value: true },
    text: { group: 'G75', value: CANARY },
    numeral: { group: 'G79', value: '1' },
    truth: { group: 'G85', value: 'false' },
    list: { group: 'G80', value: [CANARY] },
    emptyList: { group: 'G80', value: [] },
    object: { group: 'G81', value: { [CANARY]: 1 } },
    operator: { group: 'G81', value: { $ne: null } },
  };
  const texts = ['text', 'numeral', 'truth'];
  const rightFor: Record<string, string[]> = {
    string: texts,
    number: ['number'],
    integer: ['number'],
    boolean: ['boolean'],
    array: ['list', 'emptyList'],
    object: ['object', 'operator'],
  };
  const right = typesOf(schema).flatMap((type) => rightFor[type] ?? Object.keys(values));
  return Object.entries(values)
    .filter(([name]) => !right.includes(name) || (schema.enum !== undefined && texts.includes(name)))
    .map(([, wrong]) => wrong);
}

/** The types that a value may have. A schema without any takes everything. */
function typesOf(schema: Schema): string[] {
  const parts = schema.oneOf ?? schema.anyOf;
  if (parts !== undefined) return parts.flatMap(typesOf);
  return [schema.type ?? (schema.enum === undefined ? 'anything' : 'string')];
}

function isFree(schema: Schema): boolean {
  return typesOf(schema).includes('anything');
}

function outOfRange({ minimum, maximum, minLength, maxLength, minItems, maxItems, items }: Schema): FieldCase[] {
  const cases: FieldCase[] = [];
  if (minimum !== undefined) cases.push({ group: 'G82', value: minimum - 1 });
  if (maximum !== undefined)
    cases.push({ group: 'G82', value: maximum + 1 }, { group: 'G83', value: Math.max(HUGE, maximum + 1) });
  if (minLength === 1) cases.push({ group: 'G75', value: '' });
  if (maxLength !== undefined) cases.push({ group: 'F74', value: 'a'.repeat(maxLength + 1) });
  if (minItems === 1) cases.push({ group: 'G86', value: [] });
  if (maxItems !== undefined && items !== undefined) {
    cases.push({ group: 'F70', value: Array.from({ length: maxItems + 1 }, () => ({})) });
  }
  return cases;
}

/** Counts of tokens, steps and choices are whole numbers, whatever the schema calls them. */
function notInteger(path: Field['path'], schema: Schema): FieldCase[] {
  const isCount =
    schema.type === 'integer' || (schema.type === 'number' && /tokens$|steps$|^n$|^seed$/i.test(String(path.at(-1))));
  return isCount ? [{ group: 'G83', value: 1.5 }] : [];
}
