/** A piece of a text that may belong to an equation. */
export interface Token {
  kind: 'number' | 'sign' | 'equals' | 'word' | 'other';
  /** A number plainly, a sign as one of `+ - * / ( )`, a word in lower case. */
  text: string;
  /** True for a number with a percent sign. */
  percent?: true;
}

/** GSM8K's calculator notes: they repeat the equation around them. */
const CALCULATOR_NOTE = /<<[^<>\n]{0,200}>>/g;
const LIST_MARK = /^[ \t]*(?:[-*•]|(?:step|thought)[ \t]+\d+[ \t]*[-–—:.)])[ \t]+/gim;
const DECORATION = /[$€£¥`\\]|\*\*/g;
/** Powers are not worked out: `2**3` must not be read as `23`. */
const POWER = /(?<=[\d)])\*\*(?=[\d(])/g;
const TIMES_LETTER = /(?<=[\d)][ \t]?|[ \t])x(?=[ \t]?[\d(.])/gi;
const MIXED_NUMBER = /\b(\d{1,6}) (\d{1,2})\/(\d{1,2})\b/g;
const PATTERN =
  /(\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+)(%?)|([-+*/()×÷·−–])|([=≈])|(\p{L}[\p{L}'’]*)|([^\S\n]+)|([^])/gu;
const SIGNS: Readonly<Record<string, string>> = { '×': '*', '·': '*', '÷': '/', '−': '-', '–': '-' };
const WORD_SIGNS: Readonly<Record<string, string>> = { plus: '+', minus: '-', times: '*' };

/**
 * Takes a text apart. Words that name signs become signs: `plus`, `minus`, `times`, an `x` between numbers, and `of` behind a
 * percentage; a mixed number becomes a sum in brackets. A letter glued to a number is a variable, which nothing is known of
 * (`other`). Linear in the length of the text.
 */
export function tokensOf(text: string): Token[] {
  const plain = plainSums(text);
  const tokens: Token[] = [];
  for (const match of plain.matchAll(PATTERN)) {
    const [, number, percent, sign, equals, word, space, other] = match;
    if (space !== undefined) continue;
    if (number !== undefined) tokens.push(numberToken(number, percent === '%'));
    else if (sign !== undefined) tokens.push({ kind: 'sign', text: SIGNS[sign] ?? sign });
    else if (equals !== undefined) tokens.push({ kind: 'equals', text: equals });
    else if (word === undefined) tokens.push({ kind: 'other', text: other ?? '' });
    else if (word.length === 1 && /[\d)]/.test(plain.charAt(match.index - 1)))
      tokens.push({ kind: 'other', text: word });
    else tokens.push(wordToken(word.toLowerCase(), tokens.at(-1)));
  }
  return tokens;
}

function plainSums(text: string): string {
  return text
    .replace(CALCULATOR_NOTE, '')
    .replace(LIST_MARK, '')
    .replace(POWER, '^')
    .replace(DECORATION, '')
    .replace(TIMES_LETTER, '*')
    .replace(MIXED_NUMBER, '($1 + $2 / $3)');
}

function numberToken(digits: string, isPercent: boolean): Token {
  const text = digits.replaceAll(',', '').replace(/^\./, '0.');
  return { kind: 'number', text, ...(isPercent ? { percent: true } : {}) };
}

function wordToken(word: string, before: Token | undefined): Token {
  const isBehindValue = before?.kind === 'number' || before?.kind === 'word' || before?.text === ')';
  let sign = isBehindValue ? WORD_SIGNS[word] : undefined;
  if (word === 'of' && before?.percent === true) sign = '*';
  return sign === undefined ? { kind: 'word', text: word } : { kind: 'sign', text: sign };
}
