import { findAnswerSentence, findBoxed, findHashes, holdsFallbackAnswer } from './find-final';

describe('findHashes', () => {
  it('finds the value of the last line of hashes', () => {
    expect(findHashes('a\n#### 1\nb\n  #### $1,200 a year\nc')).toEqual({
      count: 2,
      last: { before: 'a\n#### 1\nb\n  ', answer: '$1,200 a year', after: 'c' },
    });
  });

  it('takes a word for an answer only on the last line', () => {
    expect(findHashes('a\n#### Oslo\n').last?.answer).toBe('Oslo');
    expect(findHashes('#### Oslo\nis a town').count).toBe(0);
    expect(findHashes('##### 5').count).toBe(0);
  });
});

describe('findBoxed', () => {
  it('finds the last box, with the braces in it, and drops the math signs around it', () => {
    expect(findBoxed('x \\boxed{1} so $ \\boxed{\\frac{1}{2}}$.')).toEqual({
      count: 2,
      last: { before: 'x \\boxed{1} so ', answer: '\\frac{1}{2}', after: '' },
    });
    expect(findBoxed('\\[\\fbox{a\\}b}\\] and more').last).toEqual({ before: '', answer: 'a\\}b', after: 'and more' });
  });

  it('finds none that is empty or does not close', () => {
    expect(findBoxed('\\boxed{} \\boxed 5 \\boxed{a').count).toBe(0);
  });
});

describe('findAnswerSentence', () => {
  it.each([
    ['3 + 4 = 7. The answer is 7.', '3 + 4 = 7. ', '7'],
    ['3 + 4 = 7. So, the final answer is: **7 km**.', '3 + 4 = 7. ', '**7 km**'],
    ['3 + 4 = 7, so the answer is 7', '3 + 4 = 7, so ', '7'],
    ['Therefore the correct answer is (B) 3.5 m', '', '(B) 3.5 m'],
    ['所以答案是7。', '', '7'],
    ['Die Antwort lautet 7!', '', '7'],
  ])('finds the answer of %j', (text, before, answer) => {
    expect(findAnswerSentence(text).last).toMatchObject({ before, answer });
  });

  it('finds the last of several, and keeps what follows it', () => {
    expect(findAnswerSentence('The answer is 1. No, the answer is 2. Good luck!')).toEqual({
      count: 2,
      last: { before: 'The answer is 1. No, ', answer: '2', after: 'Good luck!' },
    });
  });

  it.each(['The answer is not known.', 'What the answer is', 'A question.'])('finds none in %j', (text) => {
    expect(findAnswerSentence(text).count).toBe(0);
  });
});

describe('holdsFallbackAnswer', () => {
  it('is true where one of the searches finds something', () => {
    expect(['#### 5', '\\boxed{5}', 'the answer is 5', '5'].map(holdsFallbackAnswer)).toEqual([
      true,
      true,
      true,
      false,
    ]);
  });
});

describe('a search in visible text', () => {
  const hidden = (text: string, part: string): string => text.replace(part, (found) => '\u0000'.repeat(found.length));

  it('finds nothing in what is covered, and gives the rest as it stands in the text', () => {
    const boxes = '\\boxed{1} not \\boxed{2}';
    expect(findBoxed(boxes, hidden(boxes, '\\boxed{2}'))).toMatchObject({
      count: 1,
      last: { after: 'not \\boxed{2}' },
    });
    const lines = '#### 1\n#### 2';
    expect(findHashes(lines, hidden(lines, '#### 2'))).toMatchObject({ count: 1, last: { answer: '1' } });
    const sentence = 'The answer is `5`.';
    expect(findAnswerSentence(sentence, hidden(sentence, 'answer')).count).toBe(0);
    expect(findAnswerSentence(sentence, hidden(sentence, '5')).last?.answer).toBe('`5`');
  });
});
