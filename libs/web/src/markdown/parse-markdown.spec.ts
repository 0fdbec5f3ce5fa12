import type { Token } from 'marked';
import type { MathToken } from './inline-math';
import { parseMarkdown } from './parse-markdown';

/** Every token within a text, depth first. */
function allTokens(tokens: readonly Token[]): Token[] {
  return tokens.flatMap((token) => [token, ...allTokens((token as { tokens?: Token[] }).tokens ?? [])]);
}

const formulas = (text: string): string[] =>
  allTokens(parseMarkdown(text)).flatMap((token) => (token.type === 'math' ? [(token as MathToken).text] : []));

describe('parseMarkdown', () => {
  it.each([
    ['$a^2$', ['a^2']],
    ['so $a$ and $b$', ['a', 'b']],
    ['\\(a\\) and \\[b\\]', ['a', 'b']],
    ['$$\n\\frac{a}{b}\n$$', ['\\frac{a}{b}']],
    ['\\[\na\n\\]\n\nafter', ['a']],
    ['text $$a$$ text', ['a']],
  ])('finds the formulas of %j', (text, found) => {
    expect(formulas(text)).toEqual(found);
  });

  it.each(['it costs $5 or $6', '$ 5 and 6 $', 'only $5', '`$a$`', '```\n$a$\n```', '\\$a\\$'])(
    'takes %j for no formula',
    (text) => {
      expect(formulas(text)).toEqual([]);
    },
  );

  it('gives the blocks before the last one again when a text grows', () => {
    const text = '# Title\n\nOne.\n\n- a\n- b\n\n```js\nconst a = 1;\n```\n\nTwo $x$.\n\n| a |\n|---|\n| 1 |\n';
    const whole = parseMarkdown(text).map(({ raw }) => raw.trim());
    for (let length = 1; length < text.length; length++) {
      const before = parseMarkdown(text.slice(0, length)).slice(0, -1);
      expect(whole.slice(0, before.length)).toEqual(before.map(({ raw }) => raw.trim()));
    }
  });
});
