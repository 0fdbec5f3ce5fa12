import { evaluateExpression } from './evaluate-expression';

const TARGET = 24n;

/**
 * True when an answer such as `(10 - 4) * (5 - 1) = 24` solves a game of 24: what stands before the `=` uses each of the
 * numbers exactly once and is 24, exactly. What stands behind the `=` is not looked at.
 */
export function solvesGameOf24(answer: string, numbers: readonly number[]): boolean {
  const [expression = ''] = answer.split('=', 1);
  const used = (expression.match(/\d+(?:\.\d+)?/g) ?? []).map(Number).sort(byValue);
  const given = [...numbers].sort(byValue);
  if (used.length !== given.length || used.some((number, i) => number !== given[i])) return false;
  const value = evaluateExpression(expression);
  return value !== undefined && value.bottom === 1n && value.top === TARGET;
}

function byValue(a: number, b: number): number {
  return a - b;
}
