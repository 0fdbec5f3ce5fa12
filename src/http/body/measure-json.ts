/** What the text of a JSON document shows before it is parsed. */
export interface JsonMeasure {
  /** Deepest nesting of objects and arrays. */
  depth: number;
  /** Colons outside strings: in valid JSON, the members of all objects, repeated names counted each time. */
  members: number;
}

const COLON = 58;
const BACKSLASH = 92;
const OPEN_ARRAY = 91;
const CLOSE_ARRAY = 93;
const OPEN_OBJECT = 123;
const CLOSE_OBJECT = 125;

/**
 * Measures JSON text in one linear pass. Strings, nearly all of a chat request, are jumped over with `indexOf`, so the
 * pass costs a fraction of the parse that follows. The result means nothing for text that is not valid JSON.
 */
export function measureJson(text: string): JsonMeasure {
  const measure: JsonMeasure = { depth: 0, members: 0 };
  let depth = 0;
  let at = 0;
  while (at < text.length) {
    const quote = text.indexOf('"', at);
    const end = quote === -1 ? text.length : quote;
    for (; at < end; at++) {
      const char = text.charCodeAt(at);
      if (char === COLON) measure.members += 1;
      else if (char === OPEN_OBJECT || char === OPEN_ARRAY) {
        depth += 1;
        if (depth > measure.depth) measure.depth = depth;
      } else if (char === CLOSE_OBJECT || char === CLOSE_ARRAY) depth -= 1;
    }
    if (quote !== -1) at = endOfString(text, quote + 1);
  }
  return measure;
}

/** The position after the string's closing quote: the first one with an even number of backslashes before it. */
function endOfString(text: string, start: number): number {
  for (let from = start; ;) {
    const quote = text.indexOf('"', from);
    if (quote === -1) return text.length;
    let backslashes = 0;
    while (text.charCodeAt(quote - 1 - backslashes) === BACKSLASH) backslashes += 1;
    if (backslashes % 2 === 0) return quote + 1;
    from = quote + 1;
  }
}
