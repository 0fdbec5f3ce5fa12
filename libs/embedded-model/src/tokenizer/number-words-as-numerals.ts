const ONES = ['one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'];
const TEENS = [
  'ten',
  'eleven',
  'twelve',
  'thirteen',
  'fourteen',
  'fifteen',
  'sixteen',
  'seventeen',
  'eighteen',
  'nineteen',
];
const TENS = ['twenty', 'thirty', 'forty', 'fifty', 'sixty', 'seventy', 'eighty', 'ninety'];
const VALUES: ReadonlyMap<string, number> = new Map([
  ...ONES.map((word, i) => [word, i + 1] as const),
  ...TEENS.map((word, i) => [word, i + 10] as const),
  ...TENS.map((word, i) => [word, (i + 2) * 10] as const),
]);
const [ONE, TEEN, TEN] = [ONES, TEENS, TENS].map((words) => words.join('|'));
const BELOW_HUNDRED = `(?:${TEN})(?:[- ](?:${ONE}))?|${TEEN}|${ONE}`;
const NUMBER_WORDS = new RegExp(
  `\\b(?:(${ONE}|a) hundred(?:(?: and)? (${BELOW_HUNDRED}))?|(${BELOW_HUNDRED}))\\b(?!-[a-z]*(?:first|second|third|th)\\b)`,
  'gi',
);

/** Number words up to 999 as numerals. `one` alone may be a pronoun and stays. Linear in the length of the text. */
export function numberWordsAsNumerals(text: string): string {
  return text.replace(NUMBER_WORDS, (words: string, hundreds?: string, rest?: string) => {
    if (hundreds !== undefined) return String(100 * valueOf(hundreds) + (rest === undefined ? 0 : valueOf(rest)));
    return words.toLowerCase() === 'one' ? words : String(valueOf(words));
  });
}

function valueOf(words: string): number {
  if (words.toLowerCase() === 'a') return 1;
  return words
    .toLowerCase()
    .split(/[- ]/)
    .reduce((sum, word) => sum + (VALUES.get(word) ?? 0), 0);
}
