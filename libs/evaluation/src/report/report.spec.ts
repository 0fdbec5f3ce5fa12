import type { Question } from '../question';
import type { AnswerRecord } from '../run/answer-record';
import type { EvaluationPlan } from '../run/evaluation-plan';
import { buildReport } from './build-report';
import { writeHtml } from './html/write-html';
import { writeMarkdown } from './write-markdown';
import { writeText } from './write-text';

const HOSTILE = '<script>alert("x")</script> | `*_[x](y)';

const questions: Question[] = Array.from({ length: 20 }, (_, i) => ({
  id: `q${i}`,
  text: i === 8 ? HOSTILE : `${i} + ${i}?`,
  expected: { text: String(2 * i), type: 'number' },
}));
const plan: EvaluationPlan = {
  dataset: 'sums | <b>',
  questions,
  models: ['m/a'],
  strategies: ['direct', 'cot'],
  seed: 3,
};

const record = (i: number, strategy: 'direct' | 'cot', more: Partial<AnswerRecord> = {}): AnswerRecord => ({
  kind: 'answer',
  model: 'm/a',
  strategy,
  questionId: `q${i}`,
  verdict: 'right',
  latencyMs: 100 * (i + 1),
  tries: 1,
  outcome: {
    finalAnswer: String(2 * i),
    steps: strategy === 'cot' ? [`${i} + ${i} = ${2 * i}`] : [],
    confidences: strategy === 'cot' ? { stated: i < 10 ? 90 : 60 } : {},
    warnings: [],
    inputTokens: 10,
    outputTokens: strategy === 'cot' ? 40 : 5,
    costMicroUsd: 100,
  },
  ...more,
});
const failed = (i: number, strategy: 'direct' | 'cot'): AnswerRecord => {
  const { outcome: _outcome, ...rest } = record(i, strategy);
  return { ...rest, verdict: 'error', error: { code: 'provider_timeout', message: 'late' } };
};

/** direct: 8 right, 8 wrong, 2 unparsed, 2 errors. cot: 16 right, 4 wrong, which are among those that direct has wrong. */
const records: AnswerRecord[] = [
  ...questions.flatMap((_, i) => {
    if (i < 8) return [record(i, 'direct')];
    if (i < 16) return [record(i, 'direct', { verdict: 'wrong' })];
    return i < 18 ? [record(i, 'direct', { verdict: 'unparsed' })] : [failed(i, 'direct')];
  }),
  ...questions.map((_, i) => record(i, 'cot', i >= 12 && i < 16 ? { verdict: 'wrong' } : {})),
];

describe('buildReport', () => {
  const report = buildReport(plan, { answers: records }, 0);
  const [direct, cot] = report.runs;

  it('counts unparsed answers and errors as not right', () => {
    expect(direct).toMatchObject({
      questions: 20,
      accuracy: { count: 8, of: 20 },
      unparsed: { count: 2, of: 20 },
      errors: { count: 2, of: 20 },
      errorCodes: { provider_timeout: 2 },
    });
    expect(report.complete).toBe(true);
  });

  it('adds up tokens and cost of answered questions, and puts them beside the right ones', () => {
    expect(direct!.tokens).toEqual({ input: 180, output: 90, outputPerAnswer: 5, perRightAnswer: 270 / 8 });
    expect(cot!.cost).toEqual({ totalMicroUsd: 2000, perAnswerMicroUsd: 100, perRightAnswerMicroUsd: 125 });
    expect(cot!.latency).toEqual({ p50Ms: 1050, p95Ms: 1905 });
  });

  it('does not know the tokens of a run when one answer did not report them', () => {
    const { outcome, ...rest } = record(0, 'cot');
    const { inputTokens: _input, ...silent } = outcome!;
    const [, run] = buildReport(plan, { answers: [...records, { ...rest, outcome: silent }] }, 0).runs;

    expect(run).not.toHaveProperty('tokens');
    expect(run).toHaveProperty('cost');
  });

  it('compares the runs question by question', () => {
    expect(report.comparisons).toHaveLength(1);
    expect(report.comparisons[0]).toMatchObject({
      first: { strategy: 'direct' },
      second: { strategy: 'cot' },
      counts: { both: 8, onlyFirst: 0, onlySecond: 8, neither: 4 },
      difference: { value: 0.4 },
      pValue: expect.closeTo(0.0078125, 12),
    });
  });

  it('calibrates each source of confidence', () => {
    // 10 answers at 0.9, all right; 10 at 0.6, of which 6 are right.
    expect(cot!.calibration.stated).toMatchObject({ count: 20, ece: expect.closeTo(0.05, 12) });
    expect(direct!.calibration).toEqual({});
  });

  it('measures the steps of runs that have some', () => {
    expect(cot!.steps).toMatchObject({
      answers: 20,
      equations: 20,
      equationsHeld: 20,
      entailed: { count: 20, of: 20 },
    });
    expect(direct).not.toHaveProperty('steps');
  });

  it('counts the last record of a question and none of other questions', () => {
    const again = buildReport(plan, { answers: [...records, record(19, 'direct'), record(99, 'direct')] }, 0);

    expect(again.runs[0]!.accuracy).toMatchObject({ count: 9, of: 20 });
  });

  it('says when questions have no result yet', () => {
    const part = buildReport(plan, { answers: records.slice(0, 5) }, 0);

    expect(part.complete).toBe(false);
    expect(part.runs[1]!.accuracy).toEqual({ count: 0, of: 0 });
    expect(writeText(part)).toContain('not complete');
    expect(writeHtml(part)).toContain('</html>');
  });

  it('compares models at the same strategy with the first one', () => {
    const two = buildReport({ ...plan, models: ['m/a', 'm/b', 'm/c'] }, { answers: records }, 0);
    const pairs = two.comparisons.map(
      ({ first, second }) => `${first.model} ${first.strategy} ${second.model} ${second.strategy}`,
    );

    expect(pairs).toContain('m/a cot m/c cot');
    expect(pairs).not.toContain('m/b cot m/c cot');
    expect(pairs).toHaveLength(3 + 4);
  });
});

describe('the written report', () => {
  const report = buildReport(plan, { answers: records }, Date.UTC(2026, 0, 2, 3, 4));

  it('is an aligned table in a terminal', () => {
    const lines = writeText(report).split('\n');
    const head = lines.findIndex((line) => line.startsWith('Model  Strategy '));

    expect(lines[head + 2]).toMatch(
      /^m\/a    direct    40\.0 % \[21\.9, 61\.3\]   8\/20    10\.0 %  10\.0 %           5 +33\.8  \$0\.0018  950 ms  1\.7 s$/,
    );
    expect(new Set(lines.slice(head, head + 4).map((line) => line.length)).size).toBe(1);
    expect(writeText(report)).toContain('direct  cot     +40.0 [+');
  });

  it('keeps outside texts from being markup', () => {
    const html = writeHtml(report);

    expect(html).not.toContain('<script');
    expect(html).not.toContain('<b>,');
    expect(html).toContain('&#60;script&#62;');
    expect(writeMarkdown(report)).toContain('sums \\| \\<b\\>');
    const rows = writeMarkdown(report)
      .split('\n')
      .filter((line) => line.startsWith('| m/a'));
    expect(rows.length).toBeGreaterThan(3);
  });

  it('is a page that loads nothing and follows light and dark', () => {
    const html = writeHtml(report);

    expect(html).toContain("default-src 'none'");
    expect(html).toContain('prefers-color-scheme: dark');
    expect(html.match(/<svg/g)).toHaveLength(4);
    expect(html).not.toMatch(/(src|href)=/);
    expect(html).not.toMatch(/NaN|undefined/);
    expect(html).toContain('2026-01-02 03:04 UTC');
  });

  it('survives JSON', () => {
    expect(JSON.parse(JSON.stringify(report))).toEqual(report);
  });
});
