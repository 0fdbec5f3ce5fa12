const LIST_MARK = /^\s*(?:[-*•]|\d{1,4}[.)])\s+/;
const EDGES = /^[("'“”‘’`*_[{<]+|[)"'“”‘’`*_\]}>.,;:!?]+$/g;
const LONGEST_WORD = 100;

/**
 * The words of a list in their order, in lower case, with single spaces between them: `1. Apple, 2. "pear"`, a list of
 * lines, `apple < pear` and `apple pear` are the same list. Apostrophes and signs inside a word are part of it.
 * Undefined when there is no word.
 */
export function readWordList(text: string): string | undefined {
  const words = text
    .split('\n')
    .flatMap((line) => line.replace(LIST_MARK, '').split(/[\s,;<>|→]+/))
    .filter((word) => word !== '' && !/^(?:\d{1,4}[.)]|[-*•]|and)$/i.test(word))
    .map((word) => (word.length > LONGEST_WORD ? word : word.replace(EDGES, '')).toLowerCase())
    .filter((word) => /[\p{L}\p{N}]/u.test(word));
  return words.length === 0 ? undefined : words.join(' ');
}
