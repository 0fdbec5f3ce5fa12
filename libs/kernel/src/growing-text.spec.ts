import fc from 'fast-check';
import { GrowingText } from './growing-text';

const pieces = fc.array(fc.string({ unit: 'binary', maxLength: 3 }), { maxLength: 1_000, size: 'max' });

function textOf(list: readonly string[]): GrowingText {
  const text = new GrowingText();
  for (const piece of list) text.append(piece);
  return text;
}

describe('a growing text', () => {
  it('is all its pieces, whole, in pieces, and from any place on', () => {
    fc.assert(
      fc.property(pieces, fc.nat(3_000), (list, start) => {
        const [text, whole] = [textOf(list), list.join('')];
        expect([text.toString(), [...text].join(''), text.length]).toEqual([whole, whole, whole.length]);
        expect(text.from(start)).toBe(whole.slice(start));
      }),
    );
  });

  it('is cut back to any length, and grows on from there', () => {
    fc.assert(
      fc.property(pieces, fc.nat(3_000), (list, length) => {
        const text = textOf(list);
        text.cut(length);
        text.append('on');
        expect(text.toString()).toBe(`${list.join('').slice(0, length)}on`);
        expect(text.length).toBe(text.toString().length);
      }),
    );
  });

  it('holds a long text in few pieces', () => {
    const text = textOf(Array.from({ length: 33_000 }, () => 'a'));
    expect([...text].length).toBeLessThan(400);
  });
});
