import { plainText } from './plain-text';
import { readNumber } from './read-number';

/** What kind of answer is expected. Without a type a number is taken for one only when it is the whole answer. */
export type AnswerType = 'number' | 'choice' | 'boolean' | 'text';

const LONGEST_NUMBER = 64;
const LONGEST_SEARCHED = 4000;

/**
 * The form of a final answer in which answers are compared and counted: emphasis, quotes and math signs around it are
 * gone; a number is written plainly (`$1,250.00` is `1250`, `−7` is `-7`); a choice is its capital letter; text is kept
 * as it is. With `number` the first number of a sentence counts, unless the answer marks one out (bold, or behind the
 * last `=`), and fractions are worked out where they end.
 */
export function normaliseAnswer(answer: string, type?: AnswerType): string {
  const plain = plainText(answer);
  switch (type) {
    case 'number':
      return numberIn(plain) ?? plain;
    case 'choice':
      return choiceIn(plain) ?? plain;
    case 'boolean':
      return /\b(yes|no|true|false)\b/i.exec(plain)?.[1]?.toLowerCase() ?? plain;
    case 'text':
      return plain.replace(/\s+/g, ' ').replace(/[.。]$/, '');
    case undefined:
      return wholeNumber(plain) ?? plain;
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

function numberIn(text: string): string | undefined {
  const searched = text.slice(0, LONGEST_SEARCHED);
  const bold = /\*\*([^*\n]{1,64})\*\*/.exec(searched)?.[1];
  const boldNumber = bold === undefined ? undefined : readNumber(bold);
  const equals = Math.max(searched.lastIndexOf('='), searched.lastIndexOf('≈'));
  const number = boldNumber ?? (equals < 0 ? undefined : readNumber(searched, equals + 1)) ?? readNumber(searched);
  return number === undefined ? undefined : workedOut(number.value);
}

/** A fraction as a decimal when it ends within ten places; else in lowest terms. */
function workedOut(value: string): string {
  const [top, bottom] = value.split('/');
  if (top === undefined || bottom === undefined) return value;
  const [a, b] = [BigInt(top), BigInt(bottom)];
  const scale = 10n ** 10n;
  if ((a * scale) % b === 0n) {
    const digits = ((a < 0n ? -a : a) * scale) / b;
    const text = `${digits / scale}.${String(digits % scale).padStart(10, '0')}`;
    return (a < 0n ? '-' : '') + text.replace(/\.?0+$/, '');
  }
  const divisor = greatestCommonDivisor(a < 0n ? -a : a, b);
  return `${a / divisor}/${b / divisor}`;
}

function greatestCommonDivisor(a: bigint, b: bigint): bigint {
  return b === 0n ? a : greatestCommonDivisor(b, a % b);
}

/** The letter of the chosen option. */
function choiceIn(text: string): string | undefined {
  const searched = text.slice(0, LONGEST_SEARCHED).replace(/[*_`$]/g, '');
  const letter =
    /^[([{]?\s?([A-Za-z])\s?[)\]}.:,]/.exec(searched)?.[1] ??
    /^([A-Za-z])$/.exec(searched.trim())?.[1] ??
    /[([]([A-Za-z])[)\]]/.exec(searched)?.[1] ??
    /\b(?:option|choice|answer|answer is|letter)\s*:?\s*([A-Z])\b/i.exec(searched)?.[1] ??
    /^([B-HJ-Z])\b/.exec(searched)?.[1] ??
    /\b([B-HJ-Z])\b/.exec(searched)?.[1] ??
    /^(A)\b/.exec(searched)?.[1];
  return letter?.toUpperCase();
}
