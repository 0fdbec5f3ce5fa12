import { normaliseQuestion } from './normalise-question';

describe('normaliseQuestion', () => {
  it.each([
    ['  Tom has\n3\tbags. ', 'Tom has 3 bags.'],
    ['Tom\u2019s \u201Cbox\u201D', 'Tom\'s "box"'],
    ['4 \u00D7 5 \u2212 2 \u00F7 1', '4 * 5 - 2 / 1'],
    ['a \u2014 b \u2013 c', 'a - b - c'],
    ['1,234 and 3,5 and 1,000,000', '1234 and 3,5 and 1000000'],
    ['\uFF13 apples', '3 apples'],
    ['it costs $ 5 or $  12', 'it costs $5 or $12'],
    ['Twenty-four minus nine', '24 minus 9'],
    ['a hundred and five, two hundred, One hundred forty two', '105, 200, 142'],
    ['one of the twenty-first, often, someone, the tenth', 'one of the twenty-first, often, someone, the tenth'],
    ['a three-year-old and forty apples', 'a 3-year-old and 40 apples'],
  ])('writes %j as %j', (question, expected) => {
    expect(normaliseQuestion(question)).toBe(expected);
  });
});
