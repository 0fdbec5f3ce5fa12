import { measureSteps } from './measure-steps';

const QUESTION = 'Tom has 3 bags of 4 apples and eats two. How many are left?';
const measure = (steps: string[], finalAnswer = '10', question = QUESTION) =>
  measureSteps({ question, steps, finalAnswer, type: 'number' });

describe('measureSteps', () => {
  it('finds nothing wrong with a sound chain', () => {
    expect(measure(['3 * 4 = 12 apples', 'He eats 2: 12 - 2 = 10'])).toEqual({
      steps: 2,
      equations: 2,
      equationsHeld: 2,
      soundSteps: 2,
      lastStepEntails: true,
      repeatedSteps: 0,
      skippedSteps: 0,
    });
  });

  it('counts equations that do not hold and the steps that have one', () => {
    expect(measure(['3 * 4 = 14', '14 - 2 = 12', 'So 12 are left.'])).toMatchObject({
      equations: 2,
      equationsHeld: 1,
      soundSteps: 2,
      lastStepEntails: false,
    });
  });

  it.each([
    ['So 12 - 2 = 10 apples.', true],
    ['There are 10 left.', true],
    ['Of 10 he gives 3.', false],
    ['Nothing to add.', false],
  ])('looks in the last step for the answer: %j', (last, entails) => {
    expect(measure(['3 * 4 = 12', last]).lastStepEntails).toBe(entails);
  });

  it('looks for an answer in words as whole words', () => {
    const ask = (step: string) =>
      measureSteps({ question: 'Who?', steps: [step], finalAnswer: 'Ann', type: 'text' }).lastStepEntails;

    expect(ask('So it was Ann.')).toBe(true);
    expect(ask('So it was Annabel.')).toBe(false);
  });

  it('does not say whether nothing entails nothing', () => {
    expect(measure([])).not.toHaveProperty('lastStepEntails');
    expect(measure(['3 * 4 = 12'], '')).not.toHaveProperty('lastStepEntails');
  });

  it('counts steps that say or work out the same again', () => {
    expect(measure(['3 * 4 = 12', 'Now 12.', 'now 12', 'Again 3 × 4 = 12 apples', '12 - 2 = 10']).repeatedSteps).toBe(
      2,
    );
  });

  it('counts steps with numbers that come from nowhere', () => {
    expect(measure(['12 - 2 = 10']).skippedSteps).toBe(1);
    expect(measure(['There are 12 apples.', '12 - 2 = 10']).skippedSteps).toBe(0);
    expect(measure(['3 * 4 = 12, 12 - 2 = 10']).skippedSteps).toBe(0);
    expect(measure(['3 * 4 = 12', '12 - 5 = 7']).skippedSteps).toBe(1);
  });

  it('knows numbers in words and those that words imply', () => {
    const skipped = (question: string, step: string) => measure([step], '1', question).skippedSteps;

    expect(skipped('She earns twenty-five dollars a day. How much a week?', '25 * 7 = 175')).toBe(0);
    expect(skipped('He has three hundred twenty stamps and sells half.', '320 / 2 = 160')).toBe(0);
    expect(skipped('A robe takes 2 bolts and half that much white.', '2 * 0.5 = 1')).toBe(0);
    expect(skipped('She earns 25 dollars.', '25 * 7 = 175')).toBe(1);
  });

  it('leaves out steps without text', () => {
    expect(measure(['', '  ', '12 = 3 * 4']).steps).toBe(1);
  });
});
