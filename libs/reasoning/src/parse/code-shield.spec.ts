import { CodeShield } from './code-shield';

/** For each character of a text, whether code shields it: `f` in a fence, `s` in a span, `q` in a quote, `.` for none. */
function shade(text: string): string {
  const shield = new CodeShield();
  let shades = '';
  for (const char of text) {
    shield.replay(char);
    shades += char === '\n' ? '\n' : shield.inFence ? 'f' : shield.inSpan ? 's' : shield.inQuote ? 'q' : '.';
  }
  return shades;
}

describe('CodeShield', () => {
  it.each([
    ['a fence from the end of its opening run to the line that closes it', '```\nab\n```\nc', '...\nff\nfff\n.'],
    ['a fence with a language', '```js\nab\n```\nc', '...ff\nff\nfff\n.'],
    ['a fence of tildes', '~~~\na\n~~~\nb', '...\nf\nfff\n.'],
    ['no end where other text follows the run', '```\n``` a\n```\nb', '...\nfffff\nfff\n.'],
    ['a longer fence around a shorter one', '````\n```\n````\na', '....\nfff\nffff\n.'],
    ['a fence behind an indent', '  ```\na\n  ```\nb', '.....\nf\nfffff\n.'],
    ['a span', 'a `b` c', '...ss..'],
    ['a span that opens a line', '```a``` b', '...ffff..'],
    ['a span with a backtick in it', '``a`b`` c', '..sssss..'],
    ['no span beyond its line', 'a `b\nc', '...s\n.'],
    ['a quoted line', '> a\nb', 'qqq\n.'],
    ['two backticks alone on a line', '``\na', '..\n.'],
  ])('sees %s', (_, text, shades) => {
    expect(shade(text).replaceAll('\n', '|')).toBe(shades.replaceAll('\n', '|'));
  });

  it('sees no fences, spans or quotes any more once they were given up', () => {
    const shield = new CodeShield();
    shield.replay('```\na');
    shield.giveUpFences();
    shield.giveUpSpans(true);
    shield.giveUpQuotes();
    shield.replay('\n```\n> `a');
    expect([shield.inFence, shield.inSpan, shield.inQuote]).toEqual([false, false, false]);
  });
});
