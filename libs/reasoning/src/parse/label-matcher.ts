import type { Label } from './label';
import { readLabelHead } from './label-head';
import type { LabelMatch, LabelReading } from './label-match';
import { matchConfidence, matchNullAction } from './label-value';
import type { LabelNode } from './label-trie';
import { isSpace } from './white-space';

const SPACE = 0x20;
const COLONS = new Set([0x3a, 0xff1a, 0xfe55, 0xfe13]);
/** `#`, `№`, `/` and `-`, behind which a number may go on. */
const NUMBER_JOINTS = new Set([0x23, 0x2116, 0x2f, 0x2d]);
const MAX_SPACES = 4;
const MAX_PARENTHESIS = 24;

/**
 * Reads a label that begins at `start`, the first character of a line that is not white space: list marks, `#`, emphasis
 * and an emoji may stand before its words, a number and a short parenthesis behind them, then a colon. `atEnd` says that
 * nothing follows `text`. Looks at a bounded number of characters.
 */
export function matchLabel(text: string, start: number, trie: LabelNode, atEnd: boolean): LabelReading {
  const head = readLabelHead(text, start, atEnd);
  if (head === null || head === 'more') return head;
  const words = walk(text, head.end, trie, atEnd);
  if (words === null || words === 'more') return words;
  const { label } = words;
  if (head.bracket && label.kind !== 'confidence') return null;
  if (head.number && !(label.kind === 'thought' && !label.endsFinal)) return null;
  const tail = readTail(text, words.end, head.emphasis, atEnd);
  if (tail === null || tail === 'more') return tail;
  if (!tail.colon) {
    const marked = head.heading || (head.emphasis !== '' && tail.emphasis === '');
    if (!marked || !label.standsAlone) return null;
    return restOfLineIsBlank(text, tail.end, atEnd, { label, end: tail.end, emphasis: '' });
  }
  const match: LabelMatch = { label, end: tail.end, emphasis: tail.emphasis };
  if (label.kind === 'confidence') return matchConfidence(text, match, atEnd);
  if (label.kind === 'action') return matchNullAction(text, match, atEnd);
  return match;
}

function walk(
  text: string,
  start: number,
  root: LabelNode,
  atEnd: boolean,
): { label: Label; end: number } | 'more' | null {
  let node = root;
  let found: { label: Label; end: number } | null = null;
  let i = start;
  for (;;) {
    if (node.label !== undefined) found = { label: node.label, end: i };
    if (i >= text.length) return node.next.size > 0 && !atEnd ? 'more' : found;
    const code = lowerCase(text.charCodeAt(i));
    let next = node.next.get(code);
    let length = 1;
    if (isSeparator(code) && (next === undefined || code === SPACE)) {
      next = node.next.get(SPACE);
      while (next !== undefined && length < 3 && i + length < text.length && isSeparator(text.charCodeAt(i + length))) {
        length++;
      }
    }
    if (next === undefined) return found;
    node = next;
    i += length;
  }
}

interface Tail {
  end: number;
  colon: boolean;
  emphasis: string;
}

/** Number, parenthesis, closing emphasis and colon behind the words of a label. */
function readTail(text: string, start: number, emphasis: string, atEnd: boolean): Tail | 'more' | null {
  let i = skipParenthesis(text, skipNumber(text, start));
  let open = emphasis;
  if (open !== '') {
    if (!atEnd && i < text.length && text.length - i < open.length && open.startsWith(text.slice(i))) return 'more';
    if (text.startsWith(open, i)) {
      i += open.length;
      open = '';
    }
  }
  const limit = Math.min(text.length, i + MAX_SPACES);
  let end = i;
  while (end < limit && isSpace(text.charCodeAt(end)) && text.charCodeAt(end) !== 0x0a) end++;
  if (end < text.length) {
    if (COLONS.has(text.charCodeAt(end))) return { end: end + 1, colon: true, emphasis: open };
    if (!atEnd && (isOpenTail(text, start) || (end === text.length - 1 && NUMBER_JOINTS.has(text.charCodeAt(end))))) {
      return 'more';
    }
    return { end, colon: false, emphasis: open };
  }
  return atEnd ? { end, colon: false, emphasis: open } : 'more';
}

/** True while what stands behind the words is a number or a parenthesis that has not ended yet. */
function isOpenTail(text: string, start: number): boolean {
  const i = skipNumber(text, start);
  const open = skipSpaces(text, i, 2);
  const code = text.charCodeAt(open);
  if (code !== 0x28 && code !== 0xff08) return false;
  return text.length - open <= MAX_PARENTHESIS && !text.includes('\n', open) && skipParenthesis(text, i) === i;
}

function skipNumber(text: string, start: number): number {
  let i = skipSpaces(text, start, 2);
  const opener = text.charCodeAt(i);
  const bracketed = opener === 0x28 || opener === 0xff08;
  if (bracketed || opener === 0x23 || opener === 0x2116) i++;
  const digits = skipDigits(text, i);
  if (digits === i) return start;
  i = digits;
  const joint = text.charCodeAt(i);
  if (joint === 0x2f || joint === 0x2e || joint === 0x2d) i = Math.max(i, skipJoined(text, i));
  if (bracketed) {
    const closer = text.charCodeAt(i);
    return closer === 0x29 || closer === 0xff09 ? i + 1 : start;
  }
  return i;
}

function skipJoined(text: string, joint: number): number {
  const end = skipDigits(text, joint + 1);
  return end > joint + 1 ? end : text.charCodeAt(joint) === 0x2e ? joint + 1 : joint;
}

function skipDigits(text: string, start: number): number {
  let i = start;
  while (i < start + 3 && isDigit(text.charCodeAt(i))) i++;
  return i;
}

function skipParenthesis(text: string, start: number): number {
  const i = skipSpaces(text, start, 2);
  const opener = text.charCodeAt(i);
  if (opener !== 0x28 && opener !== 0xff08) return start;
  const limit = Math.min(text.length, i + MAX_PARENTHESIS);
  for (let k = i + 1; k < limit; k++) {
    const code = text.charCodeAt(k);
    if (code === 0x0a) return start;
    if (code === 0x29 || code === 0xff09) return k + 1;
  }
  return start;
}

function skipSpaces(text: string, start: number, most: number): number {
  let i = start;
  while (i < start + most && i < text.length && isSpace(text.charCodeAt(i)) && text.charCodeAt(i) !== 0x0a) i++;
  return i;
}

function restOfLineIsBlank(text: string, start: number, atEnd: boolean, match: LabelMatch): LabelReading {
  const end = skipSpaces(text, start, MAX_SPACES);
  if (end >= text.length) return atEnd ? match : 'more';
  return text.charCodeAt(end) === 0x0a ? { ...match, end } : null;
}

function isSeparator(code: number): boolean {
  return code === SPACE || code === 0x09 || code === 0x5f || code === 0x2d || code === 0xa0 || code === 0x3000;
}

function isDigit(code: number): boolean {
  return (code >= 0x30 && code <= 0x39) || (code >= 0xff10 && code <= 0xff19);
}

function lowerCase(code: number): number {
  if (code < 0x80) return code >= 0x41 && code <= 0x5a ? code + 0x20 : code;
  const lower = String.fromCharCode(code).toLowerCase();
  return lower.length === 1 ? lower.charCodeAt(0) : code;
}
