import fc from 'fast-check';
import { answerKey, sameAnswer } from './answer-key';
import { normaliseAnswer, type AnswerType } from './normalise-answer';
import { ANSWERS, TYPES } from './testing/answer-arbitraries';

describe('sameAnswer', () => {
  it.each<[string, string, AnswerType | undefined]>([
    ['0.5', '1/2', undefined],
    ['$1,250', '1250.00', undefined],
    ['−7', '-7', undefined],
    ['The Fox.', '**the fox**', undefined],
    ['12 apples', '12', 'number'],
    ['So the answer is 12 apples.', '12', 'number'],
    ['\\boxed{12}', '12.0', 'number'],
    ['5 + 7 = 12\n#### 12', '12', 'number'],
    ['(B) blue', 'b', 'choice'],
    ['Yes, it is', 'yes', 'boolean'],
    ['May 1, 2021', '05/01/2021', 'date'],
    ['apple < pear', '1. Apple\n2. Pear', 'words'],
  ])('takes %j and %j for the same (%s)', (one, other, type) => {
    expect(sameAnswer(one, other, type)).toBe(true);
  });

  it.each<[string, string, AnswerType | undefined]>([
    ['12', '13', undefined],
    ['12 apples', '12 pears', undefined],
    ['0.333', '1/3', 'number'],
    ['pear apple', 'apple pear', 'words'],
    ['12', 'twelve', 'number'],
    ['007', '7', undefined],
    ['A', 'a car', undefined],
  ])('tells %j from %j (%s)', (one, other, type) => {
    expect(sameAnswer(one, other, type)).toBe(false);
  });

  it('is symmetric, and holds between an answer and its normal form', () => {
    fc.assert(
      fc.property(ANSWERS, ANSWERS, TYPES, (one, other, type) => {
        expect(sameAnswer(one, other, type)).toBe(sameAnswer(other, one, type));
        expect(sameAnswer(one, one, type)).toBe(true);
      }),
      { numRuns: 1000 },
    );
    fc.assert(
      fc.property(ANSWERS, (answer) => {
        expect(sameAnswer(answer, normaliseAnswer(answer))).toBe(true);
      }),
    );
  });

  it('looks at each character of a hostile text a bounded number of times', () => {
    const pieces = [
      'answer is ',
      '#### ',
      '\n#### x',
      '\\boxed{',
      '\\text{',
      '**',
      '"',
      '1,',
      '1 ',
      '(',
      '$',
      '/',
      '\\frac{',
      'a\\',
      'option ',
      ' ',
      '{',
    ];
    for (const piece of pieces) {
      for (const type of [undefined, 'number', 'choice', 'boolean', 'date', 'words', 'text'] as const) {
        // Quadratic work on 300,000 characters would take many minutes, not this test's time limit.
        expect(answerKey(piece.repeat(Math.ceil(300_000 / piece.length)), type)).toBeDefined();
      }
    }
  });
});
