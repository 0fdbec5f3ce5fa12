import { findEquations } from './find-equations';

const found = (text: string) => findEquations(text).map(({ text: equation, holds }) => [equation, holds]);

describe('findEquations', () => {
  it.each([
    ['3 + 4 = 7', '3 + 4 = 7', true],
    ['3 + 4 = 8', '3 + 4 = 8', false],
    ['He has 3 bags × 4 apples = 12 apples.', '3 * 4 = 12', true],
    ['That is 1,200 - 200 = 1,000 dollars', '1200 - 200 = 1000', true],
    ['She makes 9 * 2 = $<<9*2=18>>18 a day', '9 * 2 = 18', true],
    ['(2 + 3) × 4 = 20', '(2 + 3) * 4 = 20', true],
    ['12 = 3 x 4', '12 = 3 * 4', true],
    ['6 apples plus 2 apples = 8', '6 + 2 = 8', true],
    ['10 ÷ 3 = 3.33', '10 / 3 = 3.33', true],
    ['10 ÷ 3 = 3.34', '10 / 3 = 3.34', false],
    ['10 / 3 = 3', '10 / 3 = 3', false],
    ['10 / 3 ≈ 3', '10 / 3 ≈ 3'.replace('≈', '='), true],
    ['20% of 50 = 10', '(20 / 100) * 50 = 10', true],
    ['30 / 150 = 20%', '30 / 150 = 20', true],
    ['100% - 20% = 80%', '(100 / 100) - (20 / 100) = 80', true],
    ['5 - 8 = -3', '5 - 8 = -3', true],
    ['0.1 + 0.2 = 0.3', '0.1 + 0.2 = 0.3', true],
    ['- 16 - 3 = 13', '16 - 3 = 13', true],
    ['Step 2 - 16 - 3 = 13', '16 - 3 = 13', true],
    ['.05 * 104,000 = $5,200', '0.05 * 104000 = 5200', true],
    ['4 - 1/2 = 3 1/2', '4 - 1 / 2 = (3 + 1 / 2)', true],
    ['15 pages x 1/3 = 5 pages', '15 * 1 / 3 = 5', true],
    ['3x4 = 12', '3 * 4 = 12', true],
    ['In 2 hours 3 + 4 = 7', '3 + 4 = 7', true],
    ['**5 * 3** = **15**', '5 * 3 = 15', true],
  ])('reads %j', (text, equation, holds) => {
    expect(found(text)).toEqual([[equation, holds]]);
  });

  it('takes a chain for two equations', () => {
    expect(found('2 * 6 = 12 = 10 + 3')).toEqual([
      ['2 * 6 = 12', true],
      ['12 = 10 + 3', false],
    ]);
  });

  it('reads every equation of a text, line by line', () => {
    expect(found('First 2 + 2 = 4.\nThen 4 * 3 = 12, and 12 - 2 = 10')).toEqual([
      ['2 + 2 = 4', true],
      ['4 * 3 = 12', true],
      ['12 - 2 = 10', true],
    ]);
  });

  it.each([
    'x = 5',
    'Total = 12',
    '2x = 10',
    'He has 5 apples.',
    '12 = 12',
    '',
    'a = b + c',
    '3 + = 4',
    '5 / 0 = 0',
    '2**3 + 1 = 9',
    '2^3 = 8',
  ])('finds none in %j', (text) => {
    expect(findEquations(text)).toEqual([]);
  });

  it('keeps what a result is made of', () => {
    expect(findEquations('12 = 3 * 4')[0]!.operands).toEqual(['3', '4']);
    expect(findEquations('3 + 4 = 5 + 2')[0]!.operands).toEqual(['3', '4', '5', '2']);
  });

  it('comes to an end with long hostile texts', () => {
    expect(findEquations('1 + ('.repeat(40_000) + '= '.repeat(40_000))).toEqual([]);
  });
});
