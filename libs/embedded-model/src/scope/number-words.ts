/** Words that stand for a quantity in a word problem, with what they stand for. `a` and `an` do not count. */
export const NUMBER_WORDS: ReadonlyMap<string, number> = new Map(
  Object.entries({
    ...{ zero: 0, one: 1, two: 2, three: 3, four: 4, five: 5, six: 6, seven: 7, eight: 8, nine: 9, ten: 10 },
    ...{ eleven: 11, twelve: 12, thirteen: 13, fourteen: 14, fifteen: 15, sixteen: 16, seventeen: 17, eighteen: 18 },
    ...{ nineteen: 19, twenty: 20, thirty: 30, forty: 40, fifty: 50, sixty: 60, seventy: 70, eighty: 80, ninety: 90 },
    ...{ hundred: 100, dozen: 12, dozens: 12, twice: 2, double: 2, triple: 3, thrice: 3, half: 2, pair: 2, pairs: 2 },
    ...{ week: 7, year: 12, couple: 2 },
  }),
);

/** The quantities of a text: numerals as they stand, number words by their value. */
export function quantitiesOf(text: string): number[] {
  const found = text.toLowerCase().match(/\d+(?:\.\d+)?|[a-z]+/g) ?? [];
  return found.flatMap((word) => {
    const value = /^\d/.test(word) ? Number(word) : NUMBER_WORDS.get(word);
    return value === undefined ? [] : [value];
  });
}
