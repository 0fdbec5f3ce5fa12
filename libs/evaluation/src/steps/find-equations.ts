import type { Fraction } from '@app/answers';
import { sideBefore, sideFrom, type EquationSide } from './equation-side';
import { tokensOf } from './equation-tokens';

/** A sum that a text states, such as `3 bags × 4 apples = 12 apples`. */
export interface Equation {
  /** Both sides without words and units, such as `3 * 4 = 12`. */
  text: string;
  /** True when both sides have the same exact value, or when the result is that value rounded to its own decimals. */
  holds: boolean;
  result: Fraction;
  /** The numbers that the result is made of, written plainly. */
  operands: string[];
}

/**
 * The equations of a text, in order: what stands on both sides of `=` or `≈` in one line, as far as it can be worked out, when at
 * least one side is a sum. Words behind numbers are units. `a = b = c` gives two. A whole number counts as rounded only
 * behind `≈`. Linear in the length of the text.
 */
export function findEquations(text: string): Equation[] {
  const tokens = tokensOf(text);
  return tokens.flatMap((token, i) => {
    if (token.kind !== 'equals') return [];
    const left = sideBefore(tokens, i);
    const right = sideFrom(tokens, i + 1);
    if (left === undefined || right === undefined) return [];
    const equation = equationOf(left, right, token.text === '≈');
    return equation === undefined ? [] : [equation];
  });
}

function equationOf(left: EquationSide, right: EquationSide, isRounded: boolean): Equation | undefined {
  if (left.numbers.length < 2 && right.numbers.length < 2) return undefined;
  // `12 = 3 * 4` states the same as `3 * 4 = 12`: the lone number is the result.
  const [worked, result] = right.numbers.length > 1 && left.numbers.length === 1 ? [right, left] : [left, right];
  const isLone = result.decimals !== undefined;
  return {
    text: `${left.text} = ${right.text}`,
    holds: isSame(worked.value, result, isRounded),
    result: result.value,
    operands: isLone ? worked.numbers : [...worked.numbers, ...result.numbers],
  };
}

/** A result in percent may be meant as the number or as its hundredth. */
function isSame(value: Fraction, result: EquationSide, isRounded: boolean): boolean {
  if (isNear(value, result, isRounded)) return true;
  const hundredfold = { top: value.top * 100n, bottom: value.bottom };
  return result.percent === true && isNear(hundredfold, result, isRounded);
}

/** Equal, or, for one number with decimals or behind `≈`, not more than half of its last place away. */
function isNear(value: Fraction, { value: stated, decimals = 0 }: EquationSide, isRounded: boolean): boolean {
  const difference = value.top * stated.bottom - stated.top * value.bottom;
  if (difference === 0n) return true;
  if (decimals === 0 && !isRounded) return false;
  const distance = difference < 0n ? -difference : difference;
  return distance * 2n * 10n ** BigInt(decimals) <= value.bottom * stated.bottom;
}
