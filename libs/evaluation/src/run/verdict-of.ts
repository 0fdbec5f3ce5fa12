import { isExpected, readAnswer, type ExpectedAnswer } from '@app/answers';
import type { Verdict } from './answer-record';

/** Compares an answer with the right one. An answer of another kind than expected, or none, is `unparsed`. */
export function verdictOf(finalAnswer: string, expected: ExpectedAnswer): Exclude<Verdict, 'error'> {
  if (finalAnswer.trim() === '' || readAnswer(finalAnswer, expected.type) === undefined) return 'unparsed';
  return isExpected(finalAnswer, expected) ? 'right' : 'wrong';
}
