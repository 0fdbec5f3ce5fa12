import { findMarkedAnswer } from './marked-answer';
import { normaliseAnswer, readTyped, type AnswerType } from './normalise-answer';
import { plainText } from './plain-text';

/**
 * The answer of one type that a text gives, in the form of `normaliseAnswer`: read from what the text marks as its answer
 * (`####`, a box, `the answer is`), else from all of it. Undefined when it gives none of this type, so that a caller can
 * count what could not be read. Linear in the length of the text.
 */
export function readAnswer(text: string, type: AnswerType): string | undefined {
  const marked = findMarkedAnswer(text);
  return (marked === undefined ? undefined : readWhole(marked, type)) ?? readWhole(text, type);
}

function readWhole(text: string, type: AnswerType): string | undefined {
  const plain = plainText(text);
  const found = type === 'text' ? plain : readTyped(plain, type);
  return found === undefined || found === '' ? undefined : normaliseAnswer(text, type);
}
