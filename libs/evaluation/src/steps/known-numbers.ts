import { fraction, readFraction, writeFraction } from '@app/answers';

const DIGITS = /\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?/g;
const PERCENTAGES = /(\d{1,4}(?:\.\d{1,4})?)\s?(?:%|percent\b)/g;
const WORDS = /\p{L}+/gu;
const ONES =
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen'.split(
    ' ',
  );
const TENS = 'twenty thirty forty fifty sixty seventy eighty ninety'.split(' ');
const WORD_VALUES = new Map<string, number>([
  ...ONES.map((word, value) => [word, value] as const),
  ...TENS.map((word, i) => [word, (i + 2) * 10] as const),
  ['hundred', 100],
  ['thousand', 1000],
  ['million', 1_000_000],
]);

/** Numbers that everybody knows, where the question speaks of what they belong to. */
const IMPLIED: readonly (readonly [RegExp, readonly string[]])[] = [
  [/\b(?:second|twice|double|doubled|half|halves|halved|pairs?|couples?|both|even|odd)\b/i, ['2', '1/2', '50']],
  [/\b(?:triple|tripled|thrice|thirds?|triangles?)\b/i, ['3', '1/3']],
  [/\b(?:quarters?|quadruple|quadrupled|fourths?|squares?|rectang\w+)\b/i, ['4', '1/4', '25', '2']],
  [/\b(?:fifths?)\b/i, ['5', '1/5']],
  [/\bdozens?\b/i, ['12']],
  [/\b(?:weeks?|weekly|daily|weekdays?|weekends?)\b/i, ['7', '5', '2']],
  [/\b(?:years?|yearly|annual\w*|months?|monthly)\b/i, ['12', '52', '365', '30', '4']],
  [/\b(?:days?|daily)\b/i, ['24', '7', '30', '365']],
  [/\b(?:hours?|hourly|minutes?|seconds?)\b/i, ['60', '3600', '24']],
  [/\b(?:feet|foot|inch(?:es)?|yards?)\b/i, ['12', '3', '36']],
  [/%|\bpercent|\bdiscount|\bcents?\b|\$|\bdollars?\b|\bmeters?\b|\bcm\b/i, ['100']],
  [/\b(?:kilo\w+|km|kg|grams?|lit(?:er|re)s?|ml)\b/i, ['1000']],
];

/**
 * The numbers that a text gives: in digits, in words (`twenty-five`, `three hundred`), and those that its words imply, such as 7
 * where it speaks of weeks, and 0.7 where it speaks of 30 %. 0 and 1 are always there. Written as whole numbers or fractions in lowest terms. Linear in the length of the text.
 */
export function numbersIn(text: string): Set<string> {
  const numbers = new Set(['0', '1', ...[...text.matchAll(DIGITS)].map(([digits]) => plainNumber(digits))]);
  for (const [, digits = ''] of text.matchAll(PERCENTAGES)) sharesOf(digits).forEach((share) => numbers.add(share));
  for (const value of spelledNumbers(text)) numbers.add(String(value));
  for (const [pattern, implied] of IMPLIED) {
    if (pattern.test(text)) implied.forEach((number) => numbers.add(number));
  }
  return numbers;
}

/** `30 %` as what is taken, what is left and what it comes to: 3/10, 7/10, 13/10; and the 70 that is left. */
function sharesOf(digits: string): string[] {
  const percent = readFraction(digits);
  if (percent === undefined) return [];
  const { top, bottom } = percent;
  const hundred = 100n * bottom;
  const shares = [top, hundred - top, hundred + top].map((part) => writeFraction(fraction(part, hundred)));
  return [...shares, writeFraction(fraction(hundred - top, bottom)), writeFraction(fraction(hundred + top, bottom))];
}

/** The one form in which numbers are compared: `0.50` is `1/2`. */
export function plainNumber(digits: string): string {
  const value = readFraction(digits.replaceAll(',', ''));
  return value === undefined ? digits : writeFraction(value);
}

/** `three hundred twenty five` is 325; each of its words counts alone too, as writers leave out what joins them. */
function spelledNumbers(text: string): number[] {
  const values: number[] = [];
  let total: number | undefined;
  for (const [word] of text.toLowerCase().matchAll(WORDS)) {
    const value = WORD_VALUES.get(word);
    if (value === undefined) {
      if (total !== undefined && word !== 'and') {
        values.push(total);
        total = undefined;
      }
      continue;
    }
    values.push(value);
    total = value >= 100 ? (total ?? 1) * value : (total ?? 0) + value;
  }
  return total === undefined ? values : [...values, total];
}
