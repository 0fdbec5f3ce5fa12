import { readFraction, writeFraction } from './fraction';
import { readNumber } from './read-number';

const LONGEST_SEARCHED = 4000;
const MOST_PLACES = 10n;

/**
 * The number that a text gives as its answer: a bold one, else the one behind the last `=`, else the first. Fractions are
 * worked out where they end within ten places, else in lowest terms. Undefined when there is none.
 */
export function readTypedNumber(text: string): string | undefined {
  const searched = text.slice(0, LONGEST_SEARCHED);
  const bold = /\*\*([^*\n]{1,64})\*\*/.exec(searched)?.[1];
  const boldNumber = bold === undefined ? undefined : readNumber(bold);
  const equals = Math.max(searched.lastIndexOf('='), searched.lastIndexOf('≈'));
  const number = boldNumber ?? (equals < 0 ? undefined : readNumber(searched, equals + 1)) ?? readNumber(searched);
  return number === undefined ? undefined : workedOut(number.value);
}

function workedOut(value: string): string {
  const read = value.includes('/') ? readFraction(value) : undefined;
  if (read === undefined) return value;
  const scale = 10n ** MOST_PLACES;
  if (scale % read.bottom !== 0n) return writeFraction(read);
  const digits = ((read.top < 0n ? -read.top : read.top) * scale) / read.bottom;
  const text = `${digits / scale}.${String(digits % scale).padStart(Number(MOST_PLACES), '0')}`;
  return (read.top < 0n ? '-' : '') + text.replace(/\.?0+$/, '');
}
