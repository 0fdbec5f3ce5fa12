import { evaluateExpression, type Fraction } from '@app/answers';
import type { Token } from './equation-tokens';

/** One side of an equation, worked out. */
export interface EquationSide {
  /** Without words and units. */
  text: string;
  value: Fraction;
  /** The numbers in it, written plainly. */
  numbers: string[];
  /** Decimals of a side that is one number; undefined for a sum. */
  decimals?: number;
  /** True when it is one number with a percent sign. */
  percent?: true;
}

const LONGEST_SIDE = 40;
const MOST_UNIT_WORDS = 6;

/** The longest stretch of tokens that ends before `end` and can be worked out. */
export function sideBefore(tokens: readonly Token[], end: number): EquationSide | undefined {
  let start = end;
  while (start > 0 && end - start < LONGEST_SIDE && isPart(tokens[start - 1])) start--;
  for (; start < end; start++) {
    const side = sideOf(tokens.slice(start, end));
    if (side === undefined) continue;
    // In `3 miles less than she ran = 20 - 3` the 3 is not what equals the sum.
    const isDescribed = side.decimals !== undefined && tokens[end - 1]?.kind === 'word';
    return isDescribed || isCutFrom(tokens[start - 1], tokens[start]) ? undefined : side;
  }
  return undefined;
}

/** What cannot be read and yet belongs to a sum: variables, powers, `½`. */
const UNREADABLE = /^[\p{L}\p{No}^]$/u;

/** True when more of the same sum stands before: it could not be read, so nothing is known of the whole. */
function isCutFrom(before: Token | undefined, first: Token | undefined): boolean {
  if (before === undefined || before.text === '(') return false;
  const isJoined = first?.text === '+' || first?.text === '-' || first?.text === '(';
  return (
    before.kind === 'sign' || before.kind === 'number' || (isJoined && before.kind === 'word') || isUnreadable(before)
  );
}

function isUnreadable({ kind, text }: Token): boolean {
  return kind === 'other' && UNREADABLE.test(text);
}

/** The longest stretch of tokens from `start` on that can be worked out. */
export function sideFrom(tokens: readonly Token[], start: number): EquationSide | undefined {
  let end = start;
  while (end < tokens.length && end - start < LONGEST_SIDE && isPart(tokens[end])) end++;
  for (; end > start; end--) {
    const side = sideOf(tokens.slice(start, end));
    if (side !== undefined) return isCutBefore(tokens[end]) ? undefined : side;
  }
  return undefined;
}

function isCutBefore(next: Token | undefined): boolean {
  if (next === undefined || next.text === ')') return false;
  return next.kind === 'sign' || next.kind === 'number' || isUnreadable(next);
}

function isPart(token: Token | undefined): boolean {
  return token !== undefined && token.kind !== 'equals' && token.kind !== 'other';
}

function sideOf(tokens: readonly Token[]): EquationSide | undefined {
  if (tokens[0]?.kind === 'word') return undefined;
  if (!tokens.every((token, i) => token.kind !== 'word' || isUnit(tokens, i))) return undefined;
  const kept = tokens.filter(({ kind }) => kind !== 'word');
  const numbers = kept.filter(({ kind }) => kind === 'number');
  const isLone = numbers.length === 1;
  const text = kept
    .map((token) => (token.percent === true && !isLone ? `(${token.text} / 100)` : token.text))
    .join(' ')
    .replace(/(?<=\() | (?=\))/g, '')
    .replace(/^- (?=\d+(\.\d+)?$)/, '-');
  const value = evaluateExpression(text);
  if (value === undefined) return undefined;
  const side = { text, value, numbers: numbers.map((token) => token.text) };
  if (!isLone) return side;
  const decimals = numbers[0]?.text.split('.')[1]?.length ?? 0;
  return { ...side, decimals, ...(numbers[0]?.percent === true ? { percent: true } : {}) };
}

/** A word is a unit when it stands at most six words behind a number or a bracket and no number follows it directly. */
function isUnit(tokens: readonly Token[], at: number): boolean {
  let first = at;
  while (tokens[first - 1]?.kind === 'word') first--;
  const holder = tokens[first - 1];
  if (tokens[at + 1]?.kind === 'number' || at - first >= MOST_UNIT_WORDS) return false;
  return holder?.kind === 'number' || holder?.text === ')';
}
