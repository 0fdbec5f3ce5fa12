const WRAPPERS: readonly (readonly [string, string])[] = [
  ['**', '**'],
  ['__', '__'],
  ['$$', '$$'],
  ['\\(', '\\)'],
  ['\\[', '\\]'],
  ['*', '*'],
  ['_', '_'],
  ['`', '`'],
  ['$', '$'],
  ['"', '"'],
  ['“', '”'],
  ['\\boxed{', '}'],
  ['\\fbox{', '}'],
  ['\\text{', '}'],
  ['\\textbf{', '}'],
  ['\\mathrm{', '}'],
  ['\\mathbf{', '}'],
];
const MOST_LAYERS = 8;

/**
 * The answer without the emphasis, quotes and math signs that enclose all of it, up to eight of them, and with simple LaTeX
 * written plainly.
 */
export function plainText(answer: string): string {
  let text = answer.trim();
  for (let layer = 0; layer < MOST_LAYERS; layer++) {
    const inner = unwrap(text);
    if (inner === undefined) break;
    text = inner.trim();
  }
  return /[\\]|{,}/.test(text) ? withoutLatex(text) : text;
}

function unwrap(text: string): string | undefined {
  // A full stop behind the closing mark, as in `**12**.`, goes with it.
  const body = text.endsWith('.') && /[*_$}`"”)]\.$/.test(text.slice(-2)) ? text.slice(0, -1) : text;
  for (const [open, close] of WRAPPERS) {
    if (body.length <= open.length + close.length || !body.startsWith(open) || !body.endsWith(close)) continue;
    const inner = body.slice(open.length, body.length - close.length);
    if (close === '}' ? balanced(inner) : !inner.includes(close)) return inner;
  }
  return undefined;
}

/** True when no brace of the text closes one outside it. */
function balanced(text: string): boolean {
  let depth = 0;
  for (const char of text) {
    if (char === '{') depth++;
    else if (char === '}' && --depth < 0) return false;
  }
  return depth === 0;
}

function withoutLatex(text: string): string {
  return text
    .replace(/\\[dt]?frac\s?\{([^{}]*)\}\s?\{([^{}]*)\}/g, '$1/$2')
    .replace(/\\[dt]?frac\s?(\d)\s?(\d)/g, '$1/$2')
    .replace(/\\(?:text|textbf|mathrm|mathbf|operatorname)\s?\{([^{}]*)\}/g, '$1')
    .replace(/\\(?:left|right|displaystyle)(?![a-zA-Z])/g, '')
    .replace(/\\[,!;: ]/g, '')
    .replace(/\\(?:times|cdot)(?![a-zA-Z])/g, '×')
    .replace(/\^\{?\\circ\}?/g, '°')
    .replace(/\\([%$#&_{}])/g, '$1')
    .replace(/\\[()[\]]/g, '')
    .replace(/\{,\}/g, ',')
    .trim();
}
