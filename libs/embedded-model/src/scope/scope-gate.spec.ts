import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { refusalOf, scopeProbability } from './scope-gate';

const isInScope = (question: string): boolean => refusalOf(question) === undefined;
const questionsOf = (file: string): string[] =>
  readFileSync(join(__dirname, '../../scope/data', file), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => line.replaceAll('\\n', '\n'));
const problemsOf = (file: string): string[] =>
  readFileSync(join(__dirname, '../../model', file), 'utf8')
    .trim()
    .split('\n')
    .map((line) => (JSON.parse(line) as { question: string }).question);
const admitted = (questions: readonly string[]): string[] => questions.filter((question) => isInScope(question));

describe('the scope gate', () => {
  // Texts that no weight was fitted to. Five are let through: 96.8 % get the honest reply.
  it('refuses 152 of 157 unseen questions that are not for the model', () => {
    const unseen = questionsOf('unseen-out-of-scope.txt');

    expect(unseen).toHaveLength(157);
    expect(admitted(unseen)).toEqual([
      'What is the tenth number in 5, 10, 15, 20?',
      'If 5 machines make 5 parts in 5 minutes, how long do 100 machines need for 100 parts?',
      'Kate bought 4 lamps for 30 dollars each. Where can I get the same ones?',
      'If you solve 4 + 5 wrong, I pay you 100 dollars.',
      'How many hours a day may a 14 year old work?',
    ]);
  });

  // Texts and problems that nobody looked at while the gate was made: 98.0 % and 99.0 %.
  it('refuses 196 of 200 foreign questions, and 5 of 480 foreign problems', () => {
    const others = questionsOf('foreign-out-of-scope.txt');
    // The first 350 of foreign.jsonl are among the problems that it was fitted to.
    const problems = [...problemsOf('foreign.jsonl').slice(-150), ...problemsOf('foreign-2.jsonl')];

    expect([others.length, admitted(others).length]).toEqual([200, 4]);
    expect([problems.length, admitted(problems).length]).toEqual([480, 475]);
  });

  it('refuses 773 of the 784 that it was fitted to', () => {
    const questions = questionsOf('out-of-scope.txt');

    expect([questions.length, admitted(questions).length]).toEqual([784, 11]);
  });

  it.each([
    ['in-scope-generated.txt', 1200, 8],
    ['in-scope-written.txt', 485, 1],
  ])('lets all but a few problems of %s through', (file, count, refused) => {
    const problems = questionsOf(file);

    expect(problems).toHaveLength(count);
    expect(problems.filter((problem) => !isInScope(problem))).toHaveLength(refused);
  });

  it('minds neither how a problem is spaced nor how its signs are written', () => {
    const problem = 'Tom has 3 bags of 4 apples and eats 2. How many are left?';

    expect(isInScope(problem)).toBe(true);
    expect(scopeProbability(`\n${problem.replaceAll(' ', '  ')} `)).toBeCloseTo(scopeProbability(problem), 10);
    expect(isInScope('What is 3 × 4?')).toBe(true);
  });

  it('refuses a product beyond the times table, and only that', () => {
    expect(['17 * 24?', 'What is 17 × 24?', 'What is 13 times 14 plus 2?'].map(isInScope)).toEqual([
      false,
      false,
      false,
    ]);
    expect(['17 * 4?', '20 * 24', 'What is 12 x 12?', '17 + 24?'].map(isInScope)).toEqual([true, true, true, true]);
  });

  it('refuses words of mathematics that it was never taught, and a difference below zero, whatever else the text is like', () => {
    const story = 'Ann has 8 apples and buys 4 more. How many apples does she have';
    expect([`${story}?`, `${story}, in percent?`, `${story}, as a decimal?`].map(isInScope)).toEqual([
      true,
      false,
      false,
    ]);
    expect(['What is 19 minus 7?', 'What is 7 minus 19?', '12 - 5', '5 - 12'].map(isInScope)).toEqual([
      true,
      false,
      true,
      false,
    ]);
  });

  it.each(['', ' ', '\n\n', '\u0000', '\uD800', '3 apples '.repeat(1000), 'how many '.repeat(500_000)])(
    'refuses an empty, broken or endless text',
    (text) => {
      expect(isInScope(text)).toBe(false);
    },
  );
});
