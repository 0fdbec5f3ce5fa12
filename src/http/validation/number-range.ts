import type { RuleMetadata } from './dto-rule';

const NUMBER_RULES = ['isNumber', 'isInt', 'min', 'max'];

/**
 * What a property with number decorators takes, in one sentence with its whole range: class-validator's own words name one bound
 * and not what came. Undefined for other properties, and where a decorator brings words of its own.
 */
export function describeNumber(own: readonly RuleMetadata[]): ((value: unknown) => string) | undefined {
  const named = (name: string): RuleMetadata | undefined => own.find((metadata) => metadata.name === name);
  const isWhole = named('isInt') !== undefined;
  if (!isWhole && named('isNumber') === undefined) return undefined;
  if (own.some(({ name = '', message, each }) => NUMBER_RULES.includes(name) && (each || Boolean(message))))
    return undefined;
  const [min, max] = [boundOf(named('min')), boundOf(named('max'))];
  const expected = `$property must be a ${isWhole ? 'whole ' : ''}number${rangeOf(min, max)}`;
  return (value) => `${expected}, not ${shown(value)}`;
}

/** True for a decorator that {@link describeNumber} speaks for. */
export function isNumberRule({ name = '' }: RuleMetadata): boolean {
  return NUMBER_RULES.includes(name);
}

function boundOf(metadata: RuleMetadata | undefined): number | undefined {
  const bound: unknown = (metadata?.constraints as unknown[] | undefined)?.[0];
  return typeof bound === 'number' ? bound : undefined;
}

function rangeOf(min: number | undefined, max: number | undefined): string {
  if (min !== undefined && max !== undefined) return min === max ? `: ${min}` : ` from ${min} to ${max}`;
  if (min !== undefined) return ` of at least ${min}`;
  return max === undefined ? '' : ` of at most ${max}`;
}

/** A number as it came; of anything else only what kind it is, since input is not repeated. */
function shown(value: unknown): string {
  if (typeof value === 'number') return String(value);
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
