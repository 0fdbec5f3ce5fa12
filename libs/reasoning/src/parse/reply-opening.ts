import { matchLabel } from './label-matcher';
import type { LabelNode } from './label-trie';
import { matchMarker } from './marker-matcher';
import { isSpace } from './white-space';
import { WrapperFence } from './wrapper-fence';

/** What kind of reply begins. */
export interface ReplyOpening {
  /** Index of the first character behind a wrapping fence's line. */
  start: number;
  /** True for a JSON object. */
  json: boolean;
  /** The fence around the whole reply. */
  wrapper?: WrapperFence;
}

const PLAIN: ReplyOpening = { start: 0, json: false };
const LONGEST_RUN = 16;
const LONGEST_INFO = 24;
const MOST_SPACES = 64;

/** Reads the beginning of a reply, whose first character is not white space. Looks at a bounded number of characters. */
export function readOpening(text: string, labels: LabelNode | undefined, atEnd: boolean): ReplyOpening | 'more' {
  const first = text.charAt(0);
  if (first === '{') return jsonOrPlain(text, PLAIN, atEnd);
  if (first === '`' || first === '~') return fenceOpening(text, first, labels, atEnd);
  return PLAIN;
}

function fenceOpening(
  text: string,
  char: string,
  labels: LabelNode | undefined,
  atEnd: boolean,
): ReplyOpening | 'more' {
  let run = 0;
  while (run < LONGEST_RUN && text.charAt(run) === char) run++;
  if (run < 3 && run < text.length) return PLAIN;
  let i = run;
  while (i < text.length && i < run + LONGEST_INFO && text.charAt(i) !== '\n') i++;
  if (i >= text.length) return atEnd ? PLAIN : 'more';
  if (run < 3 || text.charAt(i) !== '\n' || text.slice(run, i).includes(char)) return PLAIN;
  const start = skipSpaces(text, i + 1);
  if (start >= text.length) return atEnd || start > i + MOST_SPACES ? PLAIN : 'more';
  const wrapped: ReplyOpening = { start, json: false, wrapper: new WrapperFence(char, run) };
  if (text.charAt(start) === '{') return jsonOrPlain(text, wrapped, atEnd);
  const label = labels === undefined ? null : matchLabel(text, start, labels, atEnd);
  if (label !== null) return label === 'more' ? 'more' : wrapped;
  const marker = matchMarker(text, start, '', atEnd);
  if (marker === 'more') return 'more';
  return marker !== null && marker.action.startsWith('open-') ? wrapped : PLAIN;
}

/** The opening as JSON when a key follows the brace where it starts. */
function jsonOrPlain(text: string, opening: ReplyOpening, atEnd: boolean): ReplyOpening | 'more' {
  const { start } = opening;
  const i = skipSpaces(text, start + 1);
  if (i >= text.length) return atEnd || i > start + MOST_SPACES ? PLAIN : 'more';
  return text.charAt(i) === '"' ? { ...opening, json: true } : PLAIN;
}

function skipSpaces(text: string, start: number): number {
  let i = start;
  while (i < text.length && i <= start + MOST_SPACES && isSpace(text.charCodeAt(i))) i++;
  return i;
}
