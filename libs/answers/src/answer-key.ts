import { readFraction, writeFraction } from './fraction';
import { normaliseAnswer, type AnswerType } from './normalise-answer';
import { readAnswer } from './read-answer';

/**
 * A text that is the same for answers that are the same: `0.5` and `1/2`, `Yes.` and `yes`, `the Fox` and `The fox.`
 * Answers are equivalent when their keys are equal, so being equivalent is symmetric and transitive by construction.
 */
export function answerKey(answer: string, type?: AnswerType): string {
  const read = type === undefined || type === 'text' ? undefined : readAnswer(answer, type);
  const normal = read ?? normaliseAnswer(answer);
  // A leading zero is kept in what may be a code: `007` is not `7`.
  const isNumber = type === 'number' || (type === undefined && !/^-?0\d/.test(normal));
  const number = isNumber ? readFraction(normal) : undefined;
  if (number !== undefined) return `number:${writeFraction(number)}`;
  if (read !== undefined && type !== undefined) return `${type}:${read}`;
  return `text:${looseText(normal)}`;
}

/** True when two answers say the same, as far as their form shows. Without a type only whole numbers are compared as such. */
export function sameAnswer(one: string, other: string, type?: AnswerType): boolean {
  return answerKey(one, type) === answerKey(other, type);
}

/** Text without what says nothing: case, runs of white space, and punctuation at both ends. */
function looseText(text: string): string {
  const lower = text.normalize('NFKC').toLowerCase().replace(/\s+/g, ' ');
  let [start, end] = [0, lower.length];
  while (start < end && EDGE.includes(lower.charAt(start))) start++;
  while (end > start && EDGE.includes(lower.charAt(end - 1))) end--;
  return start < end ? lower.slice(start, end) : lower;
}

const EDGE = ' .,;:!?。、，"\'“”‘’`*_';
