/** An answer found in text without a label. */
export interface FoundFinal {
  /** The text before the answer and what announces it. */
  before: string;
  answer: string;
  /** The text behind it. Empty when there is only punctuation. */
  after: string;
}

/** The places where one of the fallbacks finds an answer in a text. */
export interface FinalSearch {
  /** How many answers the text holds. */
  count: number;
  /** The last of them. */
  last: FoundFinal | undefined;
}

/** Where an answer stands: `start` and `stop` enclose it with what announces and what closes it. */
interface Place {
  start: number;
  answer: string;
  stop: number;
}

/**
 * Finds GSM8K's `#### answer` line. Other `####` lines are headings, unless the line is the last. `visible` is the text with
 * all replaced, unit by unit, in which nothing is to be found; what is found is given as it stands in the text.
 */
export function findHashes(text: string, visible = text): FinalSearch {
  const textEnd = text.trimEnd().length;
  const places: Place[] = [];
  for (let at = visible.indexOf('####'); at >= 0; at = visible.indexOf('####', at + 4)) {
    if (!onlySpaceBefore(text, at) || text.charAt(at + 4) === '#') continue;
    const stop = endOfLine(text, at);
    const answer = text.slice(at + 4, stop).trim();
    if (answer !== '' && (startsLikeNumber(answer) || stop >= textEnd)) places.push({ start: at, answer, stop });
  }
  return searchOf(text, places);
}

/** Finds the last `\boxed{…}` (or `\fbox{…}`) whose braces close. `visible` as in {@link findHashes}. */
export function findBoxed(text: string, visible = text): FinalSearch {
  const places: Place[] = [];
  for (let at = visible.indexOf('\\'); at >= 0; at = visible.indexOf('\\', at + 1)) {
    const open = boxOpening(visible, at);
    if (open < 0) continue;
    const close = closingBrace(text, open);
    if (close < 0) break;
    const answer = text.slice(open + 1, close).trim();
    if (answer !== '') places.push({ start: mathOpening(text, at), answer, stop: close + 1 });
    at = close;
  }
  return searchOf(text, places);
}

/** Finds the last sentence such as `So the answer is 12.` `visible` as in {@link findHashes}. */
export function findAnswerSentence(text: string, visible = text): FinalSearch {
  const lower = visible.toLowerCase();
  // Where lower case has another length the positions would not agree.
  if (lower.length !== text.length) return { count: 0, last: undefined };
  const places: Place[] = [];
  for (const phrase of ANSWER_PHRASES) {
    let stop = -1;
    for (let at = lower.indexOf(phrase); at >= 0; at = lower.indexOf(phrase, at + phrase.length)) {
      const start = skipOpening(text, at + phrase.length);
      // Phrases in one sentence end where it ends: each character is looked at once for a phrase.
      if (start > stop) stop = sentenceEnd(text, start);
      const place = readSentence(text, lower, at, { start, stop });
      if (place !== undefined) places.push(place);
    }
  }
  return searchOf(text, places);
}

function searchOf(text: string, places: readonly Place[]): FinalSearch {
  let last = places[0];
  for (const place of places) if (last === undefined || place.stop > last.stop) last = place;
  if (last === undefined) return { count: 0, last: undefined };
  const { start, answer, stop } = last;
  return { count: places.length, last: { before: text.slice(0, start), answer, after: meaningful(text.slice(stop)) } };
}

/** True when one of the fallbacks would find an answer. */
export function holdsFallbackAnswer(text: string): boolean {
  return findHashes(text).count > 0 || findBoxed(text).count > 0 || findAnswerSentence(text).count > 0;
}

const ANSWER_PHRASES = [
  'answer is',
  'answer would be',
  'answer should be',
  'answer must be',
  'answer equals',
  'respuesta es',
  'réponse est',
  'antwort ist',
  'antwort lautet',
  'resposta é',
  'risposta è',
  '答案是',
  '答案为',
  '答えは',
];
const LEAD_IN = ['the', 'my', 'our', 'final', 'correct', 'right', 'best', 'so', 'therefore', 'thus', 'hence', 'and']
  .concat([
    'then',
    'finally',
    'la',
    'le',
    'die',
    'a',
    'final',
    'correcta',
    'richtige',
    'also',
    '所以',
    '因此',
    'つまり',
  ])
  .concat(['donc', 'entonces', 'então', 'quindi', 'alors', 'por lo tanto', 'portanto']);
const LEAD_IN_WORDS = new Set(LEAD_IN);
const LONGEST_LEAD_IN = 60;
const OPENING_MARKS = '([{<"\'“‘«`*_#-\\$';

function readSentence(
  text: string,
  lower: string,
  at: number,
  { start, stop }: { start: number; stop: number },
): Place | undefined {
  const answer = withoutTrailingMarks(text.slice(start, stop));
  if (answer === '' || /^(,|(not|unclear|unknown)\b)/i.test(answer)) return undefined;
  return { start: leadInStart(text, lower, at), answer, stop };
}

/** Where the words begin that only lead up to the answer, such as `Therefore, the final`. */
function leadInStart(text: string, lower: string, at: number): number {
  const floor = Math.max(0, at - LONGEST_LEAD_IN);
  let start = at;
  let i = at;
  let isConnective = false;
  while (i > floor) {
    let end = i;
    while (end > floor && /[\s,:*_]/.test(text.charAt(end - 1)) && text.charAt(end - 1) !== '\n') end--;
    let begin = end;
    while (begin > floor && /[\p{L}]/u.test(text.charAt(begin - 1))) begin--;
    const word = lower.slice(begin, end);
    if (word === '' || !LEAD_IN_WORDS.has(word)) break;
    i = begin;
    isConnective = !['the', 'my', 'our', 'final', 'correct', 'right', 'best', 'la', 'le', 'die', 'a'].includes(word);
    // A connective belongs to the answer's sentence only when the sentence begins with it.
    if (!isConnective || startsSentence(text, begin)) start = begin;
  }
  return start;
}

function startsSentence(text: string, at: number): boolean {
  let i = at;
  while (i > 0 && /[ \t*_]/.test(text.charAt(i - 1))) i--;
  return i === 0 || /[.!?。！？\n:;]/.test(text.charAt(i - 1));
}

function skipOpening(text: string, start: number): number {
  let i = start;
  while (i < text.length && /[\s:：]/.test(text.charAt(i)) && text.charAt(i) !== '\n') i++;
  return i;
}

function sentenceEnd(text: string, start: number): number {
  for (let i = start; i < text.length; i++) {
    const char = text.charAt(i);
    if (char === '\n' || '。！？'.includes(char)) return i;
    if ('.!?'.includes(char) && (i + 1 >= text.length || /[\s*_"')\]]/.test(text.charAt(i + 1)))) return i;
  }
  return text.length;
}

function withoutTrailingMarks(text: string): string {
  const trimmed = text.trimEnd();
  return '.。,;'.includes(trimmed.charAt(trimmed.length - 1)) ? trimmed.slice(0, -1) : trimmed;
}

function endOfLine(text: string, start: number): number {
  const end = text.indexOf('\n', start);
  return end < 0 ? text.length : end;
}

function onlySpaceBefore(text: string, at: number): boolean {
  let i = at;
  while (i > 0 && (text.charAt(i - 1) === ' ' || text.charAt(i - 1) === '\t')) i--;
  return i === 0 || text.charAt(i - 1) === '\n';
}

function startsLikeNumber(text: string): boolean {
  return /^[-+−$€£¥(\\]{0,3}\s?\.?\d/.test(text);
}

function boxOpening(text: string, at: number): number {
  for (const command of ['\\boxed', '\\fbox']) {
    if (!text.startsWith(command, at)) continue;
    let i = at + command.length;
    while (i < at + command.length + 3 && text.charAt(i) === ' ') i++;
    return text.charAt(i) === '{' ? i : -1;
  }
  return -1;
}

function closingBrace(text: string, open: number): number {
  let depth = 0;
  for (let i = open; i < text.length; i++) {
    const char = text.charAt(i);
    if (char === '\\') i++;
    else if (char === '{') depth++;
    else if (char === '}' && --depth === 0) return i;
  }
  return -1;
}

/** Where the `$`, `\(` or `\[` before a formula begins, which may have the line before for itself. */
function mathOpening(text: string, at: number): number {
  let i = at;
  while (i > 0 && text.charAt(i - 1) === ' ') i--;
  const isOnLineBefore = i > 0 && text.charAt(i - 1) === '\n';
  if (isOnLineBefore) i--;
  for (const opening of ['$$', '$', '\\(', '\\[']) {
    if (!text.endsWith(opening, i)) continue;
    const start = i - opening.length;
    return isOnLineBefore && !onlySpaceBefore(text, start) ? at : start;
  }
  return at;
}

/** The text without punctuation before it, or nothing when it holds no letter and no digit. */
function meaningful(text: string): string {
  const ink = text.search(/[\p{L}\p{N}]/u);
  if (ink < 0) return '';
  let start = ink;
  while (start > 0 && OPENING_MARKS.includes(text.charAt(start - 1))) start--;
  return text.slice(start);
}
