import { statedConfidence } from './stated-confidence';
import type { LabelMatch, LabelReading } from './label-match';
import { inkEnd, inkStart } from './white-space';

const LONGEST_CONFIDENCE = 32;
const LONGEST_NULL_ACTION = 24;
const NULL_ACTIONS = new Set([
  'none',
  'null',
  'nil',
  'n/a',
  'na',
  'no',
  '-',
  'no action',
  'no tool',
  'nothing',
  'no action needed',
  'no action required',
  'no tool needed',
  '无',
  '無',
  'なし',
  '없음',
  'keine',
  'ninguna',
  'aucune',
  'nessuna',
  'nenhuma',
  'нет',
]);

/** Reads the value of a `Confidence:` line. A line that holds anything but a value is prose. */
export function matchConfidence(text: string, match: LabelMatch, atEnd: boolean): LabelReading {
  const line = restOfLine(text, match.end, LONGEST_CONFIDENCE, atEnd);
  if (line === null || line === 'more') return line;
  const stated = statedConfidence(line.text);
  if (stated === null) return null;
  return { ...match, end: line.end, emphasis: '', ...(stated === undefined ? {} : { confidence: stated }) };
}

/** Recognises `Action: None` and its like, which announce that no action is taken. Any other action passes unchanged. */
export function matchNullAction(text: string, match: LabelMatch, atEnd: boolean): LabelReading {
  const line = restOfLine(text, match.end, LONGEST_NULL_ACTION, atEnd);
  if (line === 'more') return mayBecomeNull(text.slice(match.end)) ? 'more' : match;
  if (line === null || !NULL_ACTIONS.has(bare(line.text))) return match;
  return { ...match, end: line.end, emphasis: '', nullAction: true };
}

function mayBecomeNull(text: string): boolean {
  const start = bare(text);
  for (const word of NULL_ACTIONS) if (word.startsWith(start)) return true;
  return false;
}

function bare(text: string): string {
  let start = inkStart(text);
  let end = inkEnd(text);
  const isQuote = (char: string) => char !== '' && '*_`"\'.[]()'.includes(char);
  while (start < end && isQuote(text.charAt(start))) start++;
  while (end > start && isQuote(text.charAt(end - 1))) end--;
  return text.slice(start, end).toLowerCase();
}

/** The line's text from `start` to its end; null when it is longer than `longest`. */
function restOfLine(
  text: string,
  start: number,
  longest: number,
  atEnd: boolean,
): { text: string; end: number } | 'more' | null {
  const limit = Math.min(text.length, start + longest);
  for (let i = start; i < limit; i++) {
    if (text.charCodeAt(i) === 0x0a) return { text: text.slice(start, i), end: i };
  }
  if (text.length - start >= longest) return null;
  return atEnd ? { text: text.slice(start), end: text.length } : 'more';
}
