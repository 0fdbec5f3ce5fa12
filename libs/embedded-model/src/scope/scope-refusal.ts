import { SCOPE_PATTERNS } from './scope-words';

/**
 * What a question was refused for:
 *
 * - `too-long`: it has more characters than any problem of the kind;
 * - `large-product`: a product of two numbers that are both beyond the times table;
 * - `below-zero`: a difference whose result is below zero;
 * - `untaught`: a word or sign of something that the model was not taught, which is `found`;
 * - `units`: it counts or converts units of time or measure;
 * - `shared-work`: how long a work takes with more or fewer hands;
 * - `unknowns`, `decimals`, `large-numbers`: letters in place of numbers, numbers that are not whole, numbers of 1,000 or more;
 * - `other-letters`: a quarter of it or more is in other letters than those of English;
 * - `no-number`, `one-number`: that is how many numbers it has;
 * - `unlike`: none of these; as a whole it is not like a problem of the kind.
 */
export type ScopeReason =
  | 'too-long'
  | 'large-product'
  | 'below-zero'
  | 'untaught'
  | 'units'
  | 'shared-work'
  | 'unknowns'
  | 'decimals'
  | 'large-numbers'
  | 'other-letters'
  | 'no-number'
  | 'one-number'
  | 'unlike';

/** Why a question is not one for the shipped model. */
export type ScopeRefusal =
  | { reason: Exclude<ScopeReason, 'untaught'> }
  | {
      reason: 'untaught';
      /** The words or signs of the question that were not taught, in lower case. */
      found: string;
    };

/** Patterns of what the model was not taught, the most telling first. */
const UNTAUGHT = [
  SCOPE_PATTERNS.beyondArithmetic,
  SCOPE_PATTERNS.ratios,
  SCOPE_PATTERNS.powersAndSigns,
  SCOPE_PATTERNS.physicalUnits,
];

/** Features that a reader can see in a question and that leave nothing to calculate with, whatever else it has. */
const WITHOUT_NUMBERS = [
  ['foreignLetters', 'other-letters'],
  ['noQuantity', 'no-number'],
] as const;

/** Features of questions with numbers that a reader can see in them, the most telling first. */
const OF_NUMBERS = [
  ['decimals', 'decimals'],
  ['largeNumber', 'large-numbers'],
  ['unknowns', 'unknowns'],
  ['convertsUnits', 'units'],
  ['inverseProportion', 'shared-work'],
  ['oneQuantity', 'one-number'],
] as const;

/** What the gate found in a question that its weights refused. `lower` is the question, normalised and in lower case. */
export function refusalIn(lower: string, features: Readonly<Record<string, number>>): ScopeRefusal {
  const reasonAmong = (telling: typeof WITHOUT_NUMBERS | typeof OF_NUMBERS): ScopeRefusal | undefined => {
    const reason = telling.find(([feature]) => features[feature] === 1)?.[1];
    return reason === undefined ? undefined : { reason };
  };
  return reasonAmong(WITHOUT_NUMBERS) ?? untaughtIn(lower, UNTAUGHT) ?? reasonAmong(OF_NUMBERS) ?? { reason: 'unlike' };
}

/** The refusal of a question in which one of the patterns finds what the model was not taught. Absent: none does. */
export function untaughtIn(lower: string, patterns: readonly RegExp[]): ScopeRefusal | undefined {
  for (const pattern of patterns) {
    const found = pattern.exec(lower)?.[0].trim();
    if (found !== undefined) return { reason: 'untaught', found };
  }
  return undefined;
}
