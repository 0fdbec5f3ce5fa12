import { visibleText } from './visible-text';

const covered = (text: string): string => visibleText(text).replaceAll('\u0000', '.');

describe('visibleText', () => {
  it.each([
    ['a span', 'a `bc` d', 'a `... d'],
    ['a fence', 'a\n```tex\nb\n```\nc', 'a\n```...\n.\n...\nc'],
    ['a quote', 'a\n> b\nc', 'a\n...\nc'],
    ['a span behind an open fence', '```\na `b` c', '```\na `.. c'],
    ['a span on a line before one that is not closed', 'a `b`\nc `\nd', 'a `..\nc `\nd'],
    ['a span before a stray backtick at the end of its line', 'a `b` `\nd', 'a `.. `\nd'],
    ['a span before one that its line does not close', 'a `b` ` c\nd', 'a `.. ` c\nd'],
  ])('covers %s', (_, text, expected) => {
    expect(covered(text)).toBe(expected);
  });

  it.each(['a ` b', 'a\n```\nb', '```tex\nb > c', 'no code 🎉', '>= 5 `', '```a `b\nc', '```a `\nc', '\ud800 `'])(
    'leaves %j as it is',
    (text) => {
      expect(visibleText(text)).toBe(text);
    },
  );
});
