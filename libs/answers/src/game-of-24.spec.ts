import fc from 'fast-check';
import { evaluateExpression } from './evaluate-expression';
import { writeFraction } from './fraction';
import { solvesGameOf24 } from './game-of-24';

describe('evaluateExpression', () => {
  it.each([
    ['(10 - 4) * (5 - 1)', '24'],
    ['8 / (3 - 8 / 3)', '24'],
    ['-(2 + 3) × 4 ÷ 5', '-4'],
    ['1/3 + 1/6', '1/2'],
    ['0.1 + 0.2', '3/10'],
    ['2 - 3 - 4', '-5'],
    ['12 / 2 / 3', '2'],
  ])('works %s out as %s', (text, value) => {
    const read = evaluateExpression(text);
    expect(read === undefined ? undefined : writeFraction(read)).toBe(value);
  });

  it.each(['', '1 +', '(1', '1)', '1 / (2 - 2)', '2 ** 3', 'process.exit()', '1 2', '*1', '('.repeat(300), '1e5'])(
    'takes %j for no expression',
    (text) => {
      expect(evaluateExpression(text)).toBeUndefined();
    },
  );

  it('is exact where floating point is not', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 99 }), fc.integer({ min: 1, max: 99 }), (a, b) => {
        expect(evaluateExpression(`${a} / ${b} * ${b}`)).toEqual({ top: BigInt(a), bottom: 1n });
      }),
    );
  });
});

describe('solvesGameOf24', () => {
  it.each([
    ['(10 - 4) * (5 - 1) = 24', [10, 4, 5, 1], true],
    ['8 / (3 - 8 / 3)', [3, 3, 8, 8], true],
    ['(10 - 4) * 4 = 24', [10, 4, 5, 1], false],
    ['(10 - 4) * (5 - 1) + 0 = 24', [10, 4, 5, 1], false],
    ['10 + 4 + 5 + 1 = 24', [10, 4, 5, 1], false],
    ['None', [10, 4, 5, 1], false],
    ['10 4 5 1', [10, 4, 5, 1], false],
  ])('%s with %j: %s', (answer, numbers, solved) => {
    expect(solvesGameOf24(answer, numbers)).toBe(solved);
  });
});
