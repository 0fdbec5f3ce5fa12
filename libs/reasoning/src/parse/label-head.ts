import { isSpace } from './white-space';

/** What stands before the words of a label. */
export interface LabelHead {
  /** Index of the first character of the words. */
  end: number;
  /** `*`, `**`, `_` … that opened; else empty. */
  emphasis: string;
  heading: boolean;
  /** A number stands directly before the words, as in `1단계`. */
  number: boolean;
  /** `(` or `[` opened, as in `(Confidence: 80%)`. */
  bracket: boolean;
}

const MOST_MARKS = 5;
const MOST_SPACES = 4;
const BULLETS = new Set(['-', '+', '•', '–', '—', '·', '●', '▪', '◦', '►', '➤', '→', '⇒']);

/** Reads list marks, `#`, emphasis and an emoji before a label. Null when no label can follow, such as in a `>` quote. */
export function readLabelHead(text: string, start: number, atEnd: boolean): LabelHead | 'more' | null {
  const head: LabelHead = { end: start, emphasis: '', heading: false, number: false, bracket: false };
  for (let marks = 0; marks < MOST_MARKS; marks++) {
    const i = head.end;
    if (i >= text.length) return atEnd ? null : 'more';
    const next = readMark(text, i, head);
    if (next === null) return null;
    if (next === i) return head;
    if (next > text.length) return atEnd ? null : 'more';
    head.end = next;
  }
  return null;
}

/** Index behind one mark; the same index when there is none; one past the length when the text ends inside it. */
function readMark(text: string, i: number, head: LabelHead): number | null {
  const char = text.charAt(i);
  if (char === '*' || char === '_') return readEmphasis(text, i, char, head);
  if (BULLETS.has(char)) return afterSpaces(text, i + 1);
  if (char === '#') return readHeading(text, i, head);
  if (char >= '0' && char <= '9') return readNumber(text, i, head);
  if (char === '(' || char === '[') {
    head.bracket = true;
    return i + 1;
  }
  return readEmoji(text, i);
}

function readEmphasis(text: string, i: number, char: string, head: LabelHead): number | null {
  let end = i;
  while (end < i + 3 && text.charAt(end) === char) end++;
  if (end >= text.length) return text.length + 1;
  if (isSpace(text.charCodeAt(end))) return char === '*' && end === i + 1 ? afterSpaces(text, end) : null;
  if (head.emphasis !== '' || text.charAt(end) === char) return null;
  head.emphasis = text.slice(i, end);
  return end;
}

function readHeading(text: string, i: number, head: LabelHead): number | null {
  let end = i;
  while (end < i + 6 && text.charAt(end) === '#') end++;
  head.heading = true;
  return skip(text, end);
}

/** `1. ` and `1) ` are list marks; a number before other text is kept as such. */
function readNumber(text: string, i: number, head: LabelHead): number | null {
  let end = i;
  while (end < i + 3 && text.charAt(end) >= '0' && text.charAt(end) <= '9') end++;
  if (end >= text.length) return text.length + 1;
  const char = text.charAt(end);
  if (char === '.' || char === ')') return afterSpaces(text, end + 1);
  if (head.number) return null;
  head.number = true;
  return skip(text, end);
}

function readEmoji(text: string, i: number): number {
  const code = text.charCodeAt(i);
  const pair = code >= 0xd83c && code <= 0xd83e;
  if (!pair && !(code >= 0x2600 && code <= 0x27bf) && code !== 0x2b50) return i;
  let end = i + (pair ? 2 : 1);
  if (end < text.length && text.charCodeAt(end) === 0xfe0f) end++;
  return end > text.length ? end : skip(text, end);
}

function afterSpaces(text: string, i: number): number | null {
  if (i >= text.length) return text.length + 1;
  return isSpace(text.charCodeAt(i)) && text.charAt(i) !== '\n' ? skip(text, i) : null;
}

function skip(text: string, start: number): number {
  let i = start;
  while (i < start + MOST_SPACES && i < text.length && isSpace(text.charCodeAt(i)) && text.charAt(i) !== '\n') i++;
  return i;
}
