import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { identify, type EvaluationPlan } from './evaluation-plan';
import { ResultsFile } from './results-file';

const plan: EvaluationPlan = {
  dataset: 'sums',
  questions: [{ id: '1', text: '1 + 1?', expected: { text: '2', type: 'number' } }],
  models: ['m/a'],
  strategies: ['direct'],
  seed: 1,
};

describe('ResultsFile', () => {
  let folder: string;
  let path: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'stepwise-'));
    path = join(folder, 'new', 'results.jsonl');
  });

  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const write = async (...records: object[]): Promise<void> => {
    const file = await ResultsFile.create(path, identify(plan));
    await Promise.all(records.map((record) => file.append(record)));
    await file.close();
  };

  it('gives back what was kept, in order', async () => {
    await write({ n: 1 }, { n: 2 }, { n: 3 });

    const file = await ResultsFile.resume(path, identify(plan));
    await file.append({ n: 4 });
    await file.close();

    expect(file.values).toEqual([{ n: 1 }, { n: 2 }, { n: 3 }]);
    expect(readFileSync(path, 'utf8').split('\n')).toHaveLength(6);
  });

  it('removes a half-written last line and goes on behind the whole ones', async () => {
    await write({ n: 1 });
    appendFileSync(path, '{"n":2,"te');

    const file = await ResultsFile.resume(path, identify(plan));
    await file.append({ n: 3 });
    await file.close();

    expect(file.values).toEqual([{ n: 1 }]);
    expect(readFileSync(path, 'utf8')).toMatch(/\{"n":1\}\n\{"n":3\}\n$/);
  });

  it('does not write over results', async () => {
    await write({ n: 1 });

    await expect(ResultsFile.create(path, identify(plan))).rejects.toMatchObject({ code: 'conflict' });
    expect(readFileSync(path, 'utf8')).toContain('{"n":1}');
  });

  it.each([
    ['seed', { seed: 2 }],
    ['models', { models: ['m/a', 'm/b'] }],
    ['samples', { samples: 5 }],
    ['questions', { questions: [{ ...plan.questions[0]!, text: 'Another?' }] }],
  ])('refuses to go on with results of other %s', async (part, change) => {
    await write({ n: 1 });

    await expect(ResultsFile.resume(path, identify({ ...plan, ...change }))).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining(`other ${part}:`),
    });
  });

  it('names a damaged line, a file without header and a file that is not there', async () => {
    const resume = () => ResultsFile.resume(path, identify(plan));
    await expect(resume()).rejects.toMatchObject({ code: 'not_found' });
    await write({ n: 1 });
    appendFileSync(path, 'oops\n{"n":2}\n');
    await expect(resume()).rejects.toThrow(/^Line 3 of /);
    writeFileSync(path, '{"n":1}\n');
    await expect(resume()).rejects.toThrow(/no header/);
  });
});
