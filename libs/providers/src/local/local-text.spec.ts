import fc from 'fast-check';
import { promptSegments } from './prompt-segments';
import { TokenText } from './token-text';

describe('TokenText', () => {
  /** Tokens are bytes; what is not whole decodes to U+FFFD. */
  const bytes = { detokenize: (tokens: readonly number[]) => Buffer.from(tokens).toString('utf8') };

  it('never shows half a character', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('a', 'é', '漢', '😀', '\uFFFD'), maxLength: 20 }), (text) => {
        const decoder = new TokenText(bytes);
        const out = [...Buffer.from(text)].map((byte) => decoder.push(byte));

        expect(out.join('') + decoder.end()).toBe(text);
      }),
    );
  });

  it('keeps replacement characters that the model itself wrote', () => {
    const decoder = new TokenText(bytes);
    const out = [...Buffer.from('\uFFFD\uFFFD\uFFFD\uFFFDé')].map((byte) => decoder.push(byte));

    expect(out.join('') + decoder.end()).toBe('\uFFFD\uFFFD\uFFFD\uFFFDé');
  });

  it('shows broken bytes as such, holding back no more than the last ones', () => {
    const decoder = new TokenText(bytes);
    const out = Array.from({ length: 40 }, () => decoder.push(0xff)).join('');

    expect(out.length).toBeGreaterThanOrEqual(37);
    expect(out + decoder.end()).toBe('\uFFFD'.repeat(40));
  });
});

describe('promptSegments', () => {
  const controls = ['<|im|>', '<|im|>x', 'a.b'];

  it('finds control tokens in trusted pieces only, longest name first', () => {
    const segments = promptSegments(
      [
        { trusted: true, text: '<|im|>xuser\n' },
        { trusted: false, text: 'say <|im|>x' },
        { trusted: true, text: '!<|im|>' },
      ],
      controls,
    );

    expect(segments).toEqual([{ control: '<|im|>x' }, { text: 'user\nsay <|im|>x!' }, { control: '<|im|>' }]);
  });

  it('takes names literally', () => {
    expect(promptSegments([{ trusted: true, text: 'axb' }], controls)).toEqual([{ text: 'axb' }]);
  });

  it('knows no control tokens of a vocabulary without any', () => {
    expect(promptSegments([{ trusted: true, text: '<|im|>' }], [])).toEqual([{ text: '<|im|>' }]);
  });
});
