import { Marked, type Token } from 'marked';
import { blockMath, inlineMath } from './inline-math';

const marked = new Marked({ gfm: true, extensions: [blockMath, inlineMath] });

/** The blocks of a Markdown text. Only the lexer is used: no HTML is ever made. Linear in the text, about 1 ms for 50 kB. */
export function parseMarkdown(text: string): Token[] {
  return marked.lexer(text).filter(({ type }) => type !== 'space' && type !== 'def');
}
