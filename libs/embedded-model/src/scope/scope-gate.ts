import { normaliseQuestion } from '../tokenizer/normalise-question';
import { isNegativeDifference, scopeFeatures } from './scope-features';
import { SCOPE_TABLE } from './scope-table';
import { OUT_OF_REACH } from './scope-words';

/** Longer questions are not even looked at: no problem of the kind has so many characters. */
const MAX_CHARACTERS = 4000;

/**
 * Whether a question is of the kind that the shipped model was made for: a short arithmetic word problem, or bare arithmetic,
 * with small whole numbers, in English. It looks at the text alone, some 50 microseconds for a problem.
 */
export function isInScope(question: string): boolean {
  if (question.length > MAX_CHARACTERS || isOutOfReach(question)) return false;
  return scopeProbability(question) >= SCOPE_TABLE.threshold;
}

/** The largest number of the times table that the model knows. */
const TABLE = 12;
const PRODUCT = /(\d+) ?(?:[*x]|times|multiplied by) ?(\d+)/g;

/** What no weight has to decide: mathematics that the model was never taught, products that it cannot do, results below zero. */
function isOutOfReach(question: string): boolean {
  const lower = normaliseQuestion(question).toLowerCase();
  return OUT_OF_REACH.test(lower) || asksForLargeProduct(lower) || isNegativeDifference(lower);
}

/** True for a written product of two numbers that are both beyond the times table, such as `17 * 24`. */
function asksForLargeProduct(lower: string): boolean {
  const isLarge = (factor: string | undefined): boolean => Number(factor) > TABLE && Number(factor) % 10 !== 0;
  return [...lower.matchAll(PRODUCT)].some(([, a, b]) => isLarge(a) && isLarge(b));
}

/** How likely that is, 0 to 1: a logistic model over {@link scopeFeatures}. Linear in the length of the question. */
export function scopeProbability(question: string): number {
  const weights: Readonly<Record<string, number>> = SCOPE_TABLE.weights;
  let sum: number = SCOPE_TABLE.bias;
  for (const [name, value] of Object.entries(scopeFeatures(question))) sum += (weights[name] ?? 0) * value;
  return 1 / (1 + Math.exp(-sum));
}
