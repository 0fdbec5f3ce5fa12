import type { Token, Tokens } from 'marked';
import { parseMarkdown } from './parse-markdown';

/** The words of a Markdown text without its marks, one block a line, for being read out. */
export function plainText(markdown: string): string {
  return parseMarkdown(markdown).map(wordsOf).join('\n');
}

function wordsOf(token: Token): string {
  switch (token.type) {
    case 'list':
      return (token as Tokens.List).items.map(({ tokens }) => tokens.map(wordsOf).join(' ')).join('\n');
    case 'table': {
      const { header, rows } = token as Tokens.Table;
      return [header, ...rows].map((cells) => cells.map(({ tokens }) => join(tokens)).join(', ')).join('\n');
    }
    case 'br':
      return '\n';
    case 'hr':
    case 'checkbox':
      return '';
    default: {
      const { tokens, text, raw } = token as Tokens.Generic & { text?: string };
      return tokens === undefined ? (text ?? raw) : join(tokens);
    }
  }
}

function join(tokens: readonly Token[]): string {
  return tokens.map(wordsOf).join('');
}
