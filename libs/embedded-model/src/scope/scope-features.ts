import { normaliseQuestion } from '../tokenizer/normalise-question';
import { NUMBER_WORDS, quantitiesOf } from './number-words';
import { SCOPE_PATTERNS } from './scope-words';

/** Words that arithmetic is asked for with, beside numbers. */
const ARITHMETIC_WORDS = new Set(
  `what what's is does the result value of and equal equals calculate compute how much work out find solve evaluate tell me please can you i need to know
  plus minus times x multiplied by take away divided add added to subtract subtracted from sum difference product between groups lots
  more less than increased decreased reduced total together multiply then now after that it start with take get do answer number half`.split(
    /\s+/,
  ),
);

/** What the gate looks at, by name; every feature is between 0 and 1. Linear in the length of the question. */
export function scopeFeatures(question: string): Record<string, number> {
  const text = normaliseQuestion(question);
  const lower = text.toLowerCase();
  const features: Record<string, number> = quantityFeatures(lower);
  for (const [name, pattern] of Object.entries(SCOPE_PATTERNS)) features[name] = Number(pattern.test(lower));
  const words = lower.split(' ').length;
  Object.assign(features, expressionFeatures(lower));
  features['endsAsQuestion'] = Number(/[?=]\s*$/.test(text));
  features['isShort'] = Number(words < 5);
  features['length'] = Math.min(words / 60, 1);
  features['foreignLetters'] = Math.min(
    1,
    (4 * (text.match(/[^\u0020-\u007e]/g)?.length ?? 0)) / Math.max(1, text.length),
  );
  features['lines'] = Number(question.trim().includes('\n'));
  return features;
}

function quantityFeatures(lower: string): Record<string, number> {
  const quantities = quantitiesOf(lower);
  const largest = Math.max(0, ...quantities);
  return {
    noQuantity: Number(quantities.length === 0),
    oneQuantity: Number(quantities.length === 1),
    twoQuantities: Number(quantities.length === 2),
    manyQuantities: Number(quantities.length > 6),
    largeNumber: Number(largest >= 1000),
    hugeNumber: Number(largest >= 10_000),
  };
}

function expressionFeatures(lower: string): Record<string, number> {
  return { isExpression: Number(isExpression(lower)) };
}

/** Whether the question is nothing but numbers, signs and the words for them. */
function isExpression(lower: string): boolean {
  const words = lower.match(/[a-z']+/g) ?? [];
  return (
    !/[^a-z0-9 ?.,'()=+*/-]|\d\.\d/.test(lower) &&
    words.every((word) => ARITHMETIC_WORDS.has(word) || NUMBER_WORDS.has(word)) &&
    quantitiesOf(lower).length > 1 &&
    /[-+*=]|[a-z]/.test(lower)
  );
}

/** Whether the question, in lower case, is a bare difference whose result is below zero, such as `3 - 8`. Linear in its length. */
export function isNegativeDifference(lower: string): boolean {
  const [left = 0, right = 0, ...more] = quantitiesOf(lower);
  return more.length === 0 && left < right && /\d *- *\d|minus/.test(lower) && isExpression(lower);
}
