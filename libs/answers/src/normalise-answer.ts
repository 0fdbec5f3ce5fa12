import { readDate } from './calendar-date';
import { readChoice } from './choice';
import { plainText } from './plain-text';
import { readNumber } from './read-number';
import { readTypedNumber } from './typed-number';
import { stable } from './stable';
import { readWordList } from './word-list';

/** The kinds of answers that are told apart. */
export const ANSWER_TYPES = ['number', 'choice', 'boolean', 'date', 'words', 'text'] as const;

/** What kind of answer is expected. Without a type a number is taken for one only when it is the whole answer. */
export type AnswerType = (typeof ANSWER_TYPES)[number];

const LONGEST_NUMBER = 64;

/**
 * The form of a final answer in which it is shown beside others and stored: emphasis, quotes and math signs around it
 * are gone; a number is written plainly (`$1,250.00` is `1250`, `−7` is `-7`); a choice is its capital letter, a date is
 * `2024-05-01`, a list of words is in lower case with single spaces; text is kept as it is. With `number` the first
 * number of a sentence counts, unless the answer marks one out (bold, or behind the last `=`), and fractions are worked
 * out where they end. An answer that is not of the type is kept as text. Doing it twice changes nothing. Linear.
 */
export function normaliseAnswer(answer: string, type?: AnswerType): string {
  return stable(answer.trim(), (text) => normaliseOnce(text, type));
}

function normaliseOnce(answer: string, type?: AnswerType): string {
  const plain = plainText(answer);
  if (type === 'text') return plain.replace(/\s+/g, ' ').replace(/[.。]$/, '');
  return readTyped(plain, type) ?? plain;
}

/** The answer as its type writes it; undefined when it holds none of this type. Takes {@link plainText}. */
export function readTyped(plain: string, type?: Exclude<AnswerType, 'text'>): string | undefined {
  switch (type) {
    case 'number':
      return readTypedNumber(plain);
    case 'choice':
      return readChoice(plain);
    case 'boolean':
      return /\b(yes|no|true|false)\b/i.exec(plain)?.[1]?.toLowerCase();
    case 'date':
      return readDate(plain);
    case 'words':
      return readWordList(plain);
    case undefined:
      return wholeNumber(plain);
  }
}

/** The value of an answer that is a number and nothing else. */
function wholeNumber(text: string): string | undefined {
  if (text.length > LONGEST_NUMBER) return undefined;
  const body = text.replace(/[.。]$/, '').trim();
  const number = readNumber(body);
  if (number?.start !== 0 || number.end !== body.length) return undefined;
  // A leading zero is kept in what may be a code, such as `007`.
  return /^0\d/.test(body) ? undefined : number.value;
}
