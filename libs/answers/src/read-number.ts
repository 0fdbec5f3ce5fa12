import { decimal, shift, writeDecimal, type Decimal } from './decimal';

/** A number found in a text. */
export interface ReadNumber {
  /** Written plainly: `1250`, `-7`, `3/4`. */
  value: string;
  /** Index of its first character, sign and currency included. */
  start: number;
  /** Index behind it, percent sign, scale and currency included. */
  end: number;
}

const DIGITS = /\d+(?:[.,'’\u00a0\u202f\u2009 ]\d+)*/y;
const EXPONENT = /[eE]([-+−]?\d{1,3})(?![\w.])|\s?[×x*·]\s?10\s?(?:\^|\*\*)\s?\{?\(?([-+−]?\d{1,3})[})]?/y;
const SUPERSCRIPT = /\s?[×x*·]\s?10([⁻⁺]?[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,3})/y;
const SCALE = /\s?(thousand|million|billion|trillion)\b/iy;
const UNIT =
  /\s?(?:%|％|percent\b|per cent\b|[$€£¥₹₩₽元円원]|US\$|(?:US )?dollars?\b|euros?\b|USD\b|EUR\b|GBP\b|JPY\b|CNY\b|INR\b|yen\b|yuan\b|rupees?\b|pounds?\b)/iy;
const BEFORE = /[-+−–－]?\s?(?:US\$|USD|EUR|GBP|[$€£¥₹₩₽＄￥￡])?\s?[-+−–－]?$/;
const VULGAR: Readonly<Record<string, string>> = {
  '½': '1/2',
  '⅓': '1/3',
  '⅔': '2/3',
  '¼': '1/4',
  '¾': '3/4',
  '⅕': '1/5',
  '⅛': '1/8',
};
const SCALES: Readonly<Record<string, number>> = { thousand: 3, million: 6, billion: 9, trillion: 12 };
const SUPERSCRIPTS = '⁰¹²³⁴⁵⁶⁷⁸⁹';

/**
 * The first number at or behind `from`, with its sign, currency, thousands separators, exponent, scale word and percent
 * sign understood. A fraction is kept as one. Digits that belong to a word, such as in `H2O`, are no number.
 */
export function readNumber(text: string, from = 0): ReadNumber | undefined {
  const plain = withAsciiDigits(text);
  for (let i = from; i < plain.length; i++) {
    const char = plain.charAt(i);
    if (!/[\d½⅓⅔¼¾⅕⅛]/.test(char)) continue;
    if (/[\p{L}_]/u.test(plain.charAt(i - 1)) && !isUnspacedScript(plain.charAt(i - 1))) {
      while (/\w/.test(plain.charAt(i + 1))) i++;
      continue;
    }
    return readAt(plain, i);
  }
  return undefined;
}

function readAt(text: string, start: number): ReadNumber {
  const point = text.charAt(start - 1) === '.' && !/\d/.test(text.charAt(start - 2));
  const signsEnd = point ? start - 1 : start;
  const signs = (BEFORE.exec(text.slice(Math.max(0, signsEnd - 8), signsEnd))?.[0] ?? '').trimStart();
  const negative = /[-−–－]/.test(signs) && !isSubtraction(text, signsEnd - signs.length, signs);
  const begin = signsEnd - signs.length;
  const vulgar = VULGAR[text.charAt(start)];
  if (vulgar !== undefined) return { value: sign(negative) + vulgar, start: begin, end: start + 1 };
  const digits = match(DIGITS, text, start)?.[0] ?? '';
  const read = point ? { value: decimal(negative, '0', digits), length: digits.length } : group(negative, digits);
  const end = start + read.length;
  return { ...readTail(text, read.value, end), start: begin };
}

function readTail(text: string, value: Decimal, start: number): Omit<ReadNumber, 'start'> {
  const fraction = match(/\s?[/⁄]\s?(\d+)(?![\d/.])/y, text, start);
  if (fraction?.[1] !== undefined && value.fraction === '' && !/^0+$/.test(fraction[1])) {
    return { value: `${writeDecimal(value)}/${fraction[1]}`, end: start + fraction[0].length };
  }
  const mixed = match(/ (\d{1,4})[/⁄](\d{1,4})(?![\d/.])/y, text, start);
  if (mixed?.[1] !== undefined && mixed[2] !== undefined && value.fraction === '') {
    const top = Number(value.whole) * Number(mixed[2]) + Number(mixed[1]);
    return { value: `${sign(value.negative)}${top}/${mixed[2]}`, end: start + mixed[0].length };
  }
  let end = start;
  let scaled = value;
  const power = exponentAt(text, start);
  if (power !== undefined) {
    const shifted = shift(value, power.exponent);
    if (shifted === undefined) {
      return { value: `${writeDecimal(value)}e${power.exponent}`, end: start + power.length };
    }
    scaled = shifted;
    end += power.length;
  }
  const scale = match(SCALE, text, end);
  if (scale?.[1] !== undefined) {
    scaled = shift(scaled, SCALES[scale[1].toLowerCase()] ?? 0) ?? scaled;
    end += scale[0].length;
  }
  end += match(UNIT, text, end)?.[0].length ?? 0;
  return { value: writeDecimal(scaled), end };
}

function exponentAt(text: string, start: number): { exponent: number; length: number } | undefined {
  const plain = match(EXPONENT, text, start);
  const digits = plain?.[1] ?? plain?.[2];
  if (plain !== null && digits !== undefined) {
    return { exponent: Number(digits.replace('−', '-')), length: plain[0].length };
  }
  const raised = match(SUPERSCRIPT, text, start);
  if (raised?.[1] === undefined) return undefined;
  let exponent = '';
  for (const char of raised[1]) exponent += char === '⁻' ? '-' : char === '⁺' ? '' : `${SUPERSCRIPTS.indexOf(char)}`;
  return { exponent: Number(exponent), length: raised[0].length };
}

/** Tells thousands separators from the decimal point in digits such as `1,250.00`, `1.250,00`, `1 250` or `3,5`. */
function group(negative: boolean, digits: string): { value: Decimal; length: number } {
  const groups: { separator: string; digits: string }[] = [];
  for (const [, separator = '', run = ''] of digits.matchAll(/([^\d]?)(\d+)/g)) {
    const isSpace = separator !== '' && separator !== '.' && separator !== ',';
    const isThousands = run.length === 3 && (groups[0]?.digits.length ?? 0) <= 3;
    // `12 4` are two numbers, and so are three groups of which one is no group of thousands.
    if (isSpace && !(isThousands && groups.at(-1)?.separator !== ',')) break;
    groups.push({ separator, digits: run });
  }
  const length = groups.reduce((sum, { separator, digits: run }) => sum + separator.length + run.length, 0);
  const last = groups.at(-1);
  const whole = groups.slice(0, -1).map(({ digits: run }) => run);
  if (last === undefined || whole.length === 0) return { value: decimal(negative, last?.digits ?? '0', ''), length };
  const isPoint = isDecimalPoint(groups, last);
  const joined = whole.join('');
  return {
    value: isPoint ? decimal(negative, joined, last.digits) : decimal(negative, joined + last.digits, ''),
    length,
  };
}

function isDecimalPoint(
  groups: readonly { separator: string; digits: string }[],
  last: { separator: string; digits: string },
): boolean {
  if (last.separator !== '.' && last.separator !== ',') return false;
  const others = groups.slice(1, -1).map(({ separator }) => separator);
  if (others.length > 0) return !others.includes(last.separator);
  if (last.separator === '.') return true;
  const first = groups[0]?.digits ?? '';
  return last.digits.length !== 3 || first.length > 3 || first === '0';
}

function match(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

/** True when what looks like a sign stands between two terms, as in `5-3`, `x-3` or `x - 3`. */
function isSubtraction(text: string, at: number, signs: string): boolean {
  const before = text.slice(Math.max(0, at - 3), at);
  return (
    /[\p{L}\d)]$/u.test(before) || /[\d)]\s+$/.test(before) || (/\p{L}\s+$/u.test(before) && /[-−–－]\s/.test(signs))
  );
}

function sign(negative: boolean): string {
  return negative ? '-' : '';
}

function isUnspacedScript(char: string): boolean {
  return /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u.test(char);
}

/** Full-width and Arabic-Indic digits as ASCII ones, one for one. */
function withAsciiDigits(text: string): string {
  return text.replace(/[\uff10-\uff19\u0660-\u0669\u06f0-\u06f9\uff0e\uff0c]/g, (char) => {
    const code = char.charCodeAt(0);
    if (code === 0xff0e) return '.';
    if (code === 0xff0c) return ',';
    return String(code >= 0xff10 ? code - 0xff10 : code >= 0x06f0 ? code - 0x06f0 : code - 0x0660);
  });
}
