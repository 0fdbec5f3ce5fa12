/** An exact rational number in lowest terms; `bottom` is above 0. */
export interface Fraction {
  readonly top: bigint;
  readonly bottom: bigint;
}

/** Working with longer numbers costs more than their length, and they are no answers. */
const LONGEST = 400;
const NUMBER = /^(-?)(\d+)(?:\.(\d+)|\/(\d+))?$/;

/** Makes a fraction in lowest terms. Throws `RangeError` for a bottom of 0. */
export function fraction(top: bigint, bottom = 1n): Fraction {
  if (bottom === 0n) throw new RangeError('A fraction has no bottom of 0.');
  const divisor = greatestCommonDivisor(top < 0n ? -top : top, bottom < 0n ? -bottom : bottom);
  const scale = bottom < 0n ? -divisor : divisor;
  return { top: top / scale, bottom: bottom / scale };
}

/** Reads `-7`, `0.25` or `3/4`. Undefined for any other text, for a bottom of 0, and beyond 400 characters. */
export function readFraction(text: string): Fraction | undefined {
  if (text.length > LONGEST) return undefined;
  const [, sign, whole, decimals, bottom] = NUMBER.exec(text) ?? [];
  if (whole === undefined || (bottom !== undefined && /^0+$/.test(bottom))) return undefined;
  const digits = BigInt(whole + (decimals ?? ''));
  const under = bottom === undefined ? 10n ** BigInt(decimals?.length ?? 0) : BigInt(bottom);
  return fraction(sign === '-' ? -digits : digits, under);
}

/** Writes `3/4`, or `-7` for a whole number. */
export function writeFraction({ top, bottom }: Fraction): string {
  return bottom === 1n ? String(top) : `${top}/${bottom}`;
}

function greatestCommonDivisor(a: bigint, b: bigint): bigint {
  while (b !== 0n) [a, b] = [b, a % b];
  return a;
}
