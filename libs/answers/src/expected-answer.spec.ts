import { isExpected, readExpected } from './expected-answer';

describe('readExpected', () => {
  it.each([
    ['gsm8k', 'He has 5 + 67 = <<5+67=72>>72 left.\n#### 1,072', { text: '1,072', type: 'number' }],
    ['svamp', '15.0', { text: '15.0', type: 'number' }],
    ['bbh', '(C)', { text: '(C)', type: 'choice' }],
    ['bbh', 'False', { text: 'False', type: 'boolean' }],
    ['bbh', '-42', { text: '-42', type: 'number' }],
    ['bbh', "ash it&t you've", { text: "ash it&t you've", type: 'words' }],
    ['bbh', '] ) }', { text: '] ) }', type: 'text' }],
    ['bbh', 'valid', { text: 'valid', type: 'text' }],
    ['plain', 'New York', { text: 'New York', type: 'text' }],
  ] as const)('reads the answers of %s: %j', (set, raw, expected) => {
    expect(readExpected(set, raw)).toEqual(expected);
  });

  it('takes the type that it is told', () => {
    expect(readExpected('plain', '05/01/2021', 'date')).toEqual({ text: '05/01/2021', type: 'date' });
  });
});

describe('isExpected', () => {
  it.each([
    ['The answer is $1,072.', 'gsm8k', '#### 1072'],
    ['15', 'svamp', '15.0'],
    ['(C) the heron', 'bbh', '(C)'],
    ['ash < elm < oak', 'bbh', 'ash elm oak'],
    ['That is Valid', 'bbh', 'that is valid'],
  ] as const)('accepts %j for %s %j', (answer, set, raw) => {
    expect(isExpected(answer, readExpected(set, raw))).toBe(true);
  });

  it.each([
    ['I do not know', 'svamp', '15.0'],
    ['', 'bbh', 'ash elm'],
    ['ash oak elm', 'bbh', 'ash elm oak'],
    ['15.5', 'svamp', '15.0'],
  ] as const)('refuses %j for %s %j', (answer, set, raw) => {
    expect(isExpected(answer, readExpected(set, raw))).toBe(false);
  });
});
