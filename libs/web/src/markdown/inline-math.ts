import type { TokenizerAndRendererExtension, Tokens } from 'marked';

/** A formula in a text: TeX, without its delimiters. */
export interface MathToken extends Tokens.Generic {
  type: 'math';
  raw: string;
  text: string;
  display: boolean;
}

const BLOCK = /^ {0,3}(?:\$\$([\s\S]+?)\$\$|\\\[([\s\S]+?)\\\])[ \t]*(?:\n|$)/;
const INLINE_DISPLAY = /^(?:\$\$([^\n]+?)\$\$|\\\[([\s\S]+?)\\\])/;
// As in Pandoc: no space inside the dollars, and no digit after them, so that "$5 and $6" stays money.
const INLINE = /^(?:\$(?!\s)((?:\\[^\n]|[^\\$\n])+?)(?<!\s)\$(?!\d)|\\\(([\s\S]+?)\\\))/;

/** `$$…$$` and `\[…\]` as paragraphs of their own. */
export const blockMath: TokenizerAndRendererExtension = {
  name: 'math',
  level: 'block',
  start: (text) => startOf(text, /(?:^|\n) {0,3}(?:\$\$|\\\[)/),
  tokenizer: (text) => toToken(BLOCK.exec(text), true),
};

/** `$…$`, `\(…\)` and, within a line, `$$…$$`. */
export const inlineMath: TokenizerAndRendererExtension = {
  name: 'inlineMath',
  level: 'inline',
  start: (text) => startOf(text, /\$|\\[([]/),
  tokenizer: (text) => toToken(INLINE_DISPLAY.exec(text), true) ?? toToken(INLINE.exec(text), false),
};

function startOf(text: string, pattern: RegExp): number | undefined {
  const at = text.search(pattern);
  return at === -1 ? undefined : at;
}

function toToken(match: RegExpExecArray | null, display: boolean): MathToken | undefined {
  if (match === null) return undefined;
  return { type: 'math', raw: match[0], text: (match[1] ?? match[2] ?? '').trim(), display };
}
