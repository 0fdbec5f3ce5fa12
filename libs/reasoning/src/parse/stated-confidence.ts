const IN_WORDS = new Set([
  'very high',
  'high',
  'medium high',
  'medium',
  'moderate',
  'medium low',
  'low',
  'very low',
  'certain',
  'uncertain',
]);
const NUMBER = /^(\d{1,3}(?:[.,]\d{1,6})?|[.,]\d{1,6})\s?(?:(%|％|percent)|(?:\/|of|out of)\s?(\d{1,3}))?$/;

/**
 * The confidence that a short text states, 0 to 100: `85%`, `85`, `0.85` and `8/10` are understood. Undefined for a value
 * in words or out of range, null when the text states none.
 */
export function statedConfidence(text: string): number | undefined | null {
  const value = text
    .replace(/[*_`()[\]"~≈]/g, '')
    .trim()
    .replace(/\.$/, '')
    .toLowerCase();
  if (IN_WORDS.has(value.replace('-', ' '))) return undefined;
  const match = NUMBER.exec(value);
  if (match?.[1] === undefined) return null;
  const number = Number(match[1].replace(',', '.'));
  if (match[2] !== undefined) return percent(number);
  if (match[3] !== undefined) return percent((number / Number(match[3])) * 100);
  return percent(number <= 1 && /[.,]/.test(match[1]) ? number * 100 : number);
}

/** A share of 0 to 1, or a percentage of more than 1 to 100, as JSON replies give it. Undefined when out of range. */
export function confidenceOfNumber(value: number): number | undefined {
  return percent(value <= 1 ? value * 100 : value);
}

function percent(value: number): number | undefined {
  return value >= 0 && value <= 100 ? Math.round(value * 100) / 100 : undefined;
}
