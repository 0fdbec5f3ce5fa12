import { findAnswerSentence, findBoxed, findHashes } from './find-final';

/**
 * The answer that a text marks as such, as written: the last `#### answer` line, else the last `\boxed{…}`, else the last
 * sentence such as `The answer is 12.` Undefined when nothing is marked.
 */
export function findMarkedAnswer(text: string): string | undefined {
  return (findHashes(text).last ?? findBoxed(text).last ?? findAnswerSentence(text).last)?.answer;
}
