import { readDataset } from './read-dataset';
import { sampleQuestions } from './sample-questions';

const lines = (...values: unknown[]) => values.map((value) => JSON.stringify(value)).join('\n');

describe('readDataset', () => {
  it('knows GSM8K by its answers and takes what is behind the mark', () => {
    const file = lines(
      { question: 'Mia has 2 pens and buys 3. How many?', answer: 'She has 2+3=<<2+3=5>>5 pens.\n#### 5' },
      { question: 'How much are 3 coats of 500 dollars?', answer: '3*500=1500\n#### 1,500' },
    );

    expect(readDataset(file)).toEqual({
      format: 'gsm8k',
      problems: [],
      questions: [
        { id: '1', text: 'Mia has 2 pens and buys 3. How many?', expected: { text: '5', type: 'number' } },
        { id: '2', text: 'How much are 3 coats of 500 dollars?', expected: { text: '1,500', type: 'number' } },
      ],
    });
  });

  it('joins body and question of SVAMP into one text', () => {
    const file = JSON.stringify(
      [
        { ID: 's-1', Body: 'A box holds 8 eggs', Question: 'How many are left after 3?', Answer: 5.0 },
        { ID: 's-2', Body: 'Ben has 2 cats.', Question: 'How many legs?', Answer: 8 },
      ],
      undefined,
      2,
    );

    expect(readDataset(file)).toEqual({
      format: 'svamp',
      problems: [],
      questions: [
        { id: 's-1', text: 'A box holds 8 eggs. How many are left after 3?', expected: { text: '5', type: 'number' } },
        { id: 's-2', text: 'Ben has 2 cats. How many legs?', expected: { text: '8', type: 'number' } },
      ],
    });
  });

  it('tells the kind of a BIG-Bench-Hard answer from its target', () => {
    const examples = [
      { input: 'Which? (A) x (B) y', target: '(B)' },
      { input: 'not True', target: 'False' },
      { input: '3 * -4 =', target: '-12' },
      { input: 'Sort: b a', target: 'a b' },
    ];

    const { format, questions } = readDataset(JSON.stringify({ canary: 'x', examples }));

    expect(format).toBe('bbh');
    expect(questions.map(({ expected }) => expected.type)).toEqual(['choice', 'boolean', 'number', 'words']);
  });

  it('reads plain lines with ids, types, numbers as answers, empty lines and Windows line ends', () => {
    const file = `\uFEFF${lines({ id: 'a', question: 'How many?', answer: 4 })}\r\n\r\n${lines({
      question: 'Which code?',
      answer: '007',
      type: 'text',
      topic: 'ignored',
    })}\r\n`;

    expect(readDataset(file)).toEqual({
      format: 'jsonl',
      problems: [],
      questions: [
        { id: 'a', text: 'How many?', expected: { text: '4', type: 'number' } },
        { id: '3', text: 'Which code?', expected: { text: '007', type: 'text' } },
      ],
    });
  });

  it('names every bad line and keeps the good ones', () => {
    const good = { question: 'q', answer: 'a' };
    const file = [lines(good), '{"question":', lines({ answer: 'a' }), '7', lines({ question: 'q' }), lines(good)].join(
      '\n',
    );

    const { questions, problems } = readDataset(file);

    expect(questions.map(({ id }) => id)).toEqual(['1', '6']);
    expect(problems).toEqual([
      'Line 2 is no JSON.',
      'Line 3 has no question (a text in question, problem, input, prompt).',
      'Line 4 is no JSON object.',
      'Line 5 has no answer (in answer, target, expected, final_answer, label).',
    ]);
  });

  it('refuses a second question of the same id', () => {
    const twice = { id: 'x', question: 'q', answer: 'a' };

    expect(readDataset(lines(twice, twice)).problems).toEqual(['Line 2 has the id of line 1.']);
  });

  it.each([
    ['svamp', { Body: 'Ben has 2 cats.', Question: 'How many legs?', Answer: 8 }, 'Ben has 2 cats. How many legs?'],
    ['bbh', { input: 'not True', target: 'False' }, 'not True'],
    ['gsm8k', { question: 'How much?', answer: 'So\n#### 5' }, 'How much?'],
    ['jsonl', { problem: 'How much?', final_answer: 5 }, 'How much?'],
  ])('knows %s as lines and as a list', (format, value, text) => {
    for (const file of [lines(value), JSON.stringify([value])]) {
      expect(readDataset(file)).toMatchObject({ format, problems: [], questions: [{ id: '1', text }] });
    }
  });

  it.each(['', '[]', '{"examples":[]}', ' \n\n'])('says that %j holds no question', (file) => {
    expect(readDataset(file)).toMatchObject({ questions: [], problems: ['The file holds no question.'] });
  });

  it('names the GSM8K line whose answer has no mark when the format is given', () => {
    expect(readDataset(lines({ question: 'q', answer: '5' }), 'gsm8k').problems).toEqual([
      'Line 1 has no answer that ends in "#### NUMBER".',
    ]);
  });
});

describe('sampleQuestions', () => {
  const { questions } = readDataset(lines(...Array.from({ length: 40 }, (_, i) => ({ question: `q${i}`, answer: i }))));

  it('draws by the seed, in the order of the file, and a higher limit only adds', () => {
    const few = sampleQuestions(questions, 5, 10);
    const more = sampleQuestions(questions, 5, 20);

    expect(few).toHaveLength(10);
    expect(few.map(({ id }) => Number(id))).toEqual(few.map(({ id }) => Number(id)).sort((a, b) => a - b));
    expect(more).toEqual(expect.arrayContaining(few));
    expect(sampleQuestions(questions, 6, 10)).not.toEqual(few);
    expect(few).not.toEqual(questions.slice(0, 10));
  });

  it('takes all without a limit or below it', () => {
    expect(sampleQuestions(questions, 1)).toEqual(questions);
    expect(sampleQuestions(questions, 1, 1000)).toEqual(questions);
  });
});
