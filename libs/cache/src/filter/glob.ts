/** Longest pattern, in UTF-16 units. */
export const MAX_PATTERN_LENGTH = 200;

/**
 * Whether a text matches a pattern in which `*` is any text, `?` any one unit and a backslash takes the sign behind it as it is;
 * everything else is itself. Costs at most O(text x pattern), whatever they hold: it remembers one `*` at a time.
 */
export function matchesGlob(text: string, pattern: string): boolean {
  const signs = readPattern(pattern);
  let at = 0;
  let sign = 0;
  let star = -1;
  let starAt = 0;
  while (at < text.length) {
    const current = signs[sign];
    if (current === ANY_TEXT) {
      star = sign++;
      starAt = at;
    } else if (current === ANY_UNIT || current === text[at]) {
      sign++;
      at++;
    } else if (star >= 0) {
      sign = star + 1;
      at = ++starAt;
    } else return false;
  }
  while (signs[sign] === ANY_TEXT) sign++;
  return sign === signs.length;
}

/** The text as a pattern that matches it alone. */
export function escapeGlob(text: string): string {
  return text.replace(/[*?\\]/g, '\\$&');
}

const ANY_TEXT = Symbol('any text');
const ANY_UNIT = Symbol('any unit');

function readPattern(pattern: string): (string | symbol)[] {
  const signs: (string | symbol)[] = [];
  for (let i = 0; i < pattern.length; i++) {
    const unit = pattern.charAt(i);
    if (unit === '*') signs.push(ANY_TEXT);
    else if (unit === '?') signs.push(ANY_UNIT);
    else if (unit === '\\' && i + 1 < pattern.length) signs.push(pattern.charAt(++i));
    else signs.push(unit);
  }
  return signs;
}
