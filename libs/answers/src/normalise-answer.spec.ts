import fc from 'fast-check';
import { normaliseAnswer, type AnswerType } from './normalise-answer';
import { ANSWERS, TYPES } from './testing/answer-arbitraries';

describe('normaliseAnswer', () => {
  it.each([
    ['$1,250.00', '1250'],
    ['**12**', '12'],
    ['−7', '-7'],
    ['-$5', '-5'],
    ['12.', '12'],
    ['.5', '0.5'],
    ['-0.0', '0'],
    ['+7', '7'],
    ['45 %', '45'],
    ['18 dollars', '18'],
    ['€1.5 million', '1500000'],
    ['1.250,00', '1250'],
    ['1.250.000', '1250000'],
    ['1,00,000', '100000'],
    ['1 250', '1250'],
    ["1'250.5", '1250.5'],
    ['3,5', '3.5'],
    ['1.5e3', '1500'],
    ['6.02 × 10^23', '602000000000000000000000'],
    ['3×10⁸', '300000000'],
    ['2·10^-3', '0.002'],
    ['1e99', '1e99'],
    ['12345678901234567890.50', '12345678901234567890.5'],
    ['１２', '12'],
    ['½', '1/2'],
    ['1 1/2', '3/2'],
    ['3/4', '3/4'],
    ['\\boxed{\\frac{1}{2}}', '1/2'],
    ['$\\dfrac{3}{4}$', '3/4'],
    ['$1{,}250$', '1250'],
    ['\\(90^{\\circ}\\)', '90°'],
    ['\\text{Oslo}', 'Oslo'],
    ['"Oslo"', 'Oslo'],
  ])('writes %s as %s', (answer, normal) => {
    expect(normaliseAnswer(answer)).toBe(normal);
  });

  it.each([
    '11:00',
    '05/01/2021',
    '2024-05-01',
    '007',
    '12 apples',
    '12, 13',
    'x=5',
    'H2O',
    'It is 42.',
    'Oslo.',
    '12 4',
  ])('leaves %s as it is', (answer) => {
    expect(normaliseAnswer(answer)).toBe(answer);
  });

  it.each<[string, AnswerType, string]>([
    ['12 apples (4 per child)', 'number', '12'],
    ['3 + 4 = 7 of 9', 'number', '7'],
    ['of 20 kids **12** came', 'number', '12'],
    ['12/4', 'number', '3'],
    ['-3/4', 'number', '-0.75'],
    ['4/6', 'number', '2/3'],
    ['about -3.50 °C', 'number', '-3.5'],
    ['H2O has 3 atoms', 'number', '3'],
    ['pages 5-7', 'number', '5'],
    ['none', 'number', 'none'],
    ['(B) blue', 'choice', 'B'],
    ['b)', 'choice', 'B'],
    ['Option C', 'choice', 'C'],
    ['The answer is (D).', 'choice', 'D'],
    ['**A**', 'choice', 'A'],
    ['A blue car', 'choice', 'A'],
    ['I think C', 'choice', 'C'],
    ['Yes, it is.', 'boolean', 'yes'],
    ['That is FALSE', 'boolean', 'false'],
    ['perhaps', 'boolean', 'perhaps'],
    [' two\n words. ', 'text', 'two words'],
  ])('reads %j as a %s: %s', (answer, type, normal) => {
    expect(normaliseAnswer(answer, type)).toBe(normal);
  });

  it.each<[string, AnswerType, string]>([
    ['It was May 1, 2021.', 'date', '2021-05-01'],
    ['05/01/2021', 'date', '2021-05-01'],
    ['the 1st of May 2021', 'date', '2021-05-01'],
    ['2021-5-1', 'date', '2021-05-01'],
    ['02/30/2021', 'date', '02/30/2021'],
    ['apple  Pear "plum"', 'words', 'apple pear plum'],
    ['1. apple\n2. pear', 'words', 'apple pear'],
    ['- apple\n- pear', 'words', 'apple pear'],
    ["apple < it&t < you've.", 'words', "apple it&t you've"],
    ['apple, pear, and plum', 'words', 'apple pear plum'],
    ['…', 'words', '…'],
  ])('reads %j as %s: %s', (answer, type, normal) => {
    expect(normaliseAnswer(answer, type)).toBe(normal);
  });

  it('changes nothing when it is done twice', () => {
    fc.assert(
      fc.property(ANSWERS, TYPES, (text, type) => {
        const once = normaliseAnswer(text, type);
        expect(normaliseAnswer(once, type)).toBe(once);
      }),
      { numRuns: 2000 },
    );
  });

  it('writes every whole number without its separators', () => {
    fc.assert(
      fc.property(fc.integer(), (number) => {
        expect(normaliseAnswer(number.toLocaleString('en'))).toBe(String(number));
      }),
    );
  });
});
