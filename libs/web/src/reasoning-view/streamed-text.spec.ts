import fc from 'fast-check';
import { splitText } from './streamed-text';

describe('splitText', () => {
  const texts = fc
    .array(
      fc.oneof(fc.constant('word '), fc.constant('\n'), fc.constant('𝔘'), fc.string({ minLength: 0, maxLength: 900 })),
      {
        maxLength: 60,
      },
    )
    .map((parts) => parts.join(''));

  it('keeps every character but line ends, which the pieces themselves are', () => {
    fc.assert(
      fc.property(texts, (text) => {
        const joined = splitText(text).join('');
        expect(joined.replace(/\n/g, '')).toBe(text.replace(/\n/g, ''));
      }),
    );
  });

  it('leaves the pieces of a text as they are when more comes', () => {
    fc.assert(
      fc.property(texts, texts, (text, more) => {
        const before = splitText(text).slice(0, -1);
        expect(splitText(text + more).slice(0, before.length)).toEqual(before);
      }),
    );
  });
});
