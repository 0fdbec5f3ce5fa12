import fc from 'fast-check';
import { GrowingText } from './growing-text';

describe('a growing text', () => {
  it('is all its pieces, one after another', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary' }), { maxLength: 1_000 }), (pieces) => {
        const text = new GrowingText();
        for (const piece of pieces) text.append(piece);
        expect(text.toString()).toBe(pieces.join(''));
        expect(text.length).toBe(pieces.join('').length);
      }),
    );
  });

  it('gives the whole with each piece, and begins anew', () => {
    const text = new GrowingText();
    expect([text.append('a'), text.append('b')]).toEqual(['a', 'ab']);
    text.clear();
    expect(text.append('c')).toBe('c');
  });
});
