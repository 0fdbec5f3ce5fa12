import { confidenceOfNumber, statedConfidence } from './stated-confidence';

describe('statedConfidence', () => {
  it.each([
    ['85%', 85],
    [' 85 percent.', 85],
    ['**0.855**', 85.5],
    ['8/10', 80],
    ['9 out of 10)', 90],
    ['100', 100],
    ['1', 1],
    ['1.0', 100],
    ['~70 %', 70],
  ])('reads %j', (text, confidence) => {
    expect(statedConfidence(text)).toBe(confidence);
  });

  it.each(['high', 'Very low', '120%', '11/10'])('knows that %j states one, without a usable value', (text) => {
    expect(statedConfidence(text)).toBeUndefined();
  });

  it.each(['quite sure of it', '', '5 apples', '-3'])('finds none in %j', (text) => {
    expect(statedConfidence(text)).toBeNull();
  });
});

describe('confidenceOfNumber', () => {
  it('takes shares and percentages', () => {
    expect([0.9, 1, 90, 101, -1].map(confidenceOfNumber)).toEqual([90, 100, 90, undefined, undefined]);
  });
});
