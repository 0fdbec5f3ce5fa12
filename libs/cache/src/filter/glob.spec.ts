import fc from 'fast-check';
import { escapeGlob, matchesGlob, MAX_PATTERN_LENGTH } from './glob';

describe('a glob pattern', () => {
  it.each([
    ['abc', 'abc', true],
    ['abc', 'ab', false],
    ['abc', 'a*', true],
    ['abc', '*c', true],
    ['abc', 'a?c', true],
    ['abc', '*b*', true],
    ['a*c', 'a\\*c', true],
    ['abc', 'a\\*c', false],
    ['', '*', true],
    ['', '', true],
    ['x', '', false],
    ['a.c', 'a.c', true],
    ['abc', 'a.c', false],
  ])('%j against %j is %s', (text, pattern, expected) => {
    expect(matchesGlob(text, pattern)).toBe(expected);
  });

  it('that was made of a text matches that text alone', () => {
    const text = fc.array(fc.constantFrom('*', '?', '\\', '[', ']', 'a'), { maxLength: 6 }).map((all) => all.join(''));
    fc.assert(
      fc.property(text, text, (one, other) => {
        expect(matchesGlob(other, escapeGlob(one))).toBe(one === other);
      }),
      { numRuns: 2_000 },
    );
  });

  it('takes no long time, whatever it is made of', () => {
    const began = performance.now();
    matchesGlob('a'.repeat(10_000), `${'a*'.repeat(MAX_PATTERN_LENGTH / 2 - 1)}b`);
    expect(performance.now() - began).toBeLessThan(500);
  });
});
