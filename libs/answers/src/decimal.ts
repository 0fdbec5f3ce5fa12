/** A decimal number as digits, exact at any length. */
export interface Decimal {
  negative: boolean;
  /** Without leading zeros; `0` at least. */
  whole: string;
  /** Without trailing zeros; may be empty. */
  fraction: string;
}

const MOST_SHIFT = 40;

/** Makes a decimal of digits; `fraction` are those behind the point. */
export function decimal(negative: boolean, whole: string, fraction: string): Decimal {
  return { negative, whole: whole.replace(/^0+(?=\d)/, ''), fraction: withoutTrailingZeros(fraction) };
}

/** The shortest way to write it, such as `-1250.5`. */
export function writeDecimal({ negative, whole, fraction }: Decimal): string {
  const digits = fraction === '' ? whole : `${whole}.${fraction}`;
  return negative && digits !== '0' ? `-${digits}` : digits;
}

/** Times ten to the power of `exponent`; undefined beyond 40 places. */
export function shift(value: Decimal, exponent: number): Decimal | undefined {
  if (Math.abs(exponent) > MOST_SHIFT) return undefined;
  if (exponent >= 0) {
    const fraction = value.fraction.padEnd(exponent, '0');
    return decimal(value.negative, value.whole + fraction.slice(0, exponent), fraction.slice(exponent));
  }
  const whole = value.whole.padStart(1 - exponent, '0');
  return decimal(value.negative, whole.slice(0, exponent), whole.slice(exponent) + value.fraction);
}

function withoutTrailingZeros(digits: string): string {
  let end = digits.length;
  while (end > 0 && digits.charAt(end - 1) === '0') end--;
  return digits.slice(0, end);
}
