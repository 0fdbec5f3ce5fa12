import { normaliseQuestion } from '../tokenizer/normalise-question';
import { isNegativeDifference, scopeFeatures } from './scope-features';
import { refusalIn, untaughtIn, type ScopeRefusal } from './scope-refusal';
import { SCOPE_TABLE } from './scope-table';
import { OUT_OF_REACH } from './scope-words';

/** Longer questions are not even looked at: no problem of the kind has so many characters. */
const MAX_CHARACTERS = 4000;

/**
 * Why a question is not of the kind that the shipped model was made for: a short arithmetic word problem, or bare arithmetic,
 * with small whole numbers, in English. Absent: it is one. It looks at the text alone, some 50 microseconds for a problem.
 */
export function refusalOf(question: string): ScopeRefusal | undefined {
  if (question.length > MAX_CHARACTERS) return { reason: 'too-long' };
  const lower = normaliseQuestion(question).toLowerCase();
  const outOfReach = whatIsOutOfReach(lower);
  if (outOfReach !== undefined) return outOfReach;
  const features = scopeFeatures(question);
  return probabilityOf(features) >= SCOPE_TABLE.threshold ? undefined : refusalIn(lower, features);
}

/** The largest number of the times table that the model knows. */
const TABLE = 12;
const PRODUCT = /(\d+) ?(?:[*x]|times|multiplied by) ?(\d+)/g;

/** What no weight has to decide: mathematics that the model was never taught, products that it cannot do, results below zero. */
function whatIsOutOfReach(lower: string): ScopeRefusal | undefined {
  if (asksForLargeProduct(lower)) return { reason: 'large-product' };
  if (isNegativeDifference(lower)) return { reason: 'below-zero' };
  return untaughtIn(lower, [OUT_OF_REACH]);
}

/** True for a written product of two numbers that are both beyond the times table, such as `17 * 24`. */
function asksForLargeProduct(lower: string): boolean {
  const isLarge = (factor: string | undefined): boolean => Number(factor) > TABLE && Number(factor) % 10 !== 0;
  return [...lower.matchAll(PRODUCT)].some(([, a, b]) => isLarge(a) && isLarge(b));
}

/** How likely it is that a question is in scope, 0 to 1: a logistic model over {@link scopeFeatures}. Linear in its length. */
export function scopeProbability(question: string): number {
  return probabilityOf(scopeFeatures(question));
}

function probabilityOf(features: Readonly<Record<string, number>>): number {
  const weights: Readonly<Record<string, number>> = SCOPE_TABLE.weights;
  let sum: number = SCOPE_TABLE.bias;
  for (const [name, value] of Object.entries(features)) sum += (weights[name] ?? 0) * value;
  return 1 / (1 + Math.exp(-sum));
}
