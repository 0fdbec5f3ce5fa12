import { refusalOf } from './scope-gate';

describe('why the scope gate refuses', () => {
  it.each([
    ['3 apples '.repeat(1000), 'too-long'],
    ['What is 17 * 24?', 'large-product'],
    ['What is 3 - 8?', 'below-zero'],
    ['How many ounces are in 3 pounds?', 'units'],
    ['Two workers need 6 hours to paint a house. How long do three workers need?', 'shared-work'],
    ['3x - 4 = 11', 'unknowns'],
    ['How much is 2.25 plus 3.5?', 'decimals'],
    ['A city has 1250000 inhabitants and 34000 more move in. How many live there now?', 'large-numbers'],
    ['У Пети 5 яблок, он съел 2. Сколько осталось?', 'other-letters'],
    ['Who wrote Hamlet?', 'no-number'],
    ['Repeat the word apple 50 times.', 'one-number'],
    ['Sort these numbers: 5, 3, 9, 1, 7', 'unlike'],
  ])('%s', (question, reason) => {
    expect(refusalOf(question)).toEqual({ reason });
  });

  it.each([
    ['Ann had 8 apples and 4 are bad. How much is that in Percent?', 'percent'],
    ['How many apples are left of 8, rounded to %?', '%'],
    ['What is 17 modulo 5?', 'modulo'],
    ['What is the remainder of 17 divided by 5?', 'remainder'],
    ['What is 100 ÷ 4?', '100 / 4'],
    ['What is 12/4?', '12/4'],
    ['What is 10^6?', '10^6'],
    ['What is 3 * -12?', '-12'],
    ['What is 12! plus 3?', '12!'],
    ['Mix red and white paint 2:5 to get 35 liters. How much red is needed?', '2:5'],
    ['A ball is thrown upward at 20 m/s. How high does it go?', 'm/s'],
  ])('names what was not taught: %s', (question, found) => {
    expect(refusalOf(question)).toEqual({ reason: 'untaught', found });
  });

  it('takes no word for mathematics where there is nothing to calculate', () => {
    expect(refusalOf('What does the word serendipity mean?')).toEqual({ reason: 'no-number' });
  });

  it('has nothing against a problem', () => {
    expect(refusalOf('Tom has 3 bags of 4 apples and eats 2. How many are left?')).toBeUndefined();
  });
});
