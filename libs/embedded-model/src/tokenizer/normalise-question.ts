import { numberWordsAsNumerals } from './number-words-as-numerals';

const REPLACEMENTS: readonly (readonly [RegExp, string])[] = [
  [/[\u2018\u2019\u201A\u201B\u2032]/g, "'"],
  [/[\u201C\u201D\u201E\u201F\u2033]/g, '"'],
  [/[\u2010-\u2015]/g, '-'],
  [/\u2212/g, '-'],
  [/\u00D7/g, '*'],
  [/\u00F7/g, '/'],
  [/(?<=\d),(?=\d{3}(?!\d))/g, ''],
  [/\s+/g, ' '],
  [/\$ (?=\d)/g, '$$'],
];

/**
 * A question in the form the shipped model was trained on: compatibility characters folded (NFKC), plain quotes and dashes,
 * `*` and `/` as operators, no commas in numbers, number words as numerals, single spaces. The training script does the same.
 */
export function normaliseQuestion(question: string): string {
  const plain = REPLACEMENTS.reduce((text, [pattern, by]) => text.replace(pattern, by), question.normalize('NFKC'));
  return numberWordsAsNumerals(plain).trim();
}
