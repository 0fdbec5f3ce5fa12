import { evalHelp } from './eval-flags';
import { readEvalOptions } from './eval-options';

const FILE = ['--questions', 'q.jsonl'];

describe('readEvalOptions', () => {
  it('asks for a direct answer and for steps, of the automatic model, four at a time', () => {
    expect(readEvalOptions(FILE)).toEqual({
      questionsFile: 'q.jsonl',
      format: undefined,
      models: ['auto'],
      strategies: ['direct', 'cot'],
      limit: undefined,
      seed: 1,
      samples: undefined,
      limits: { concurrency: 4, timeoutMs: 120_000, tries: 3 },
      judge: undefined,
      judgeLimit: 50,
      compare: undefined,
      outDir: undefined,
      resume: false,
      skipBadLines: false,
    });
  });

  it('reads every flag, and each name of a list once', () => {
    const flags =
      '--format gsm8k --models a,b,a --strategies cot,native --limit 5 --seed 0 --samples 3 --concurrency 8 --timeout 30 --tries 1 --judge j --judge-limit 9 --compare cot:native --out DIR --resume --skip-bad-lines';

    expect(readEvalOptions([...FILE, ...flags.split(' ')])).toEqual({
      questionsFile: 'q.jsonl',
      format: 'gsm8k',
      models: ['a', 'b'],
      strategies: ['cot', 'native'],
      limit: 5,
      seed: 0,
      samples: 3,
      limits: { concurrency: 8, timeoutMs: 30_000, tries: 1 },
      judge: 'j',
      judgeLimit: 9,
      compare: 'cot:native',
      outDir: 'DIR',
      resume: true,
      skipBadLines: true,
    });
  });

  it.each([
    [[], '--questions is missing: name the file with the questions.'],
    [[...FILE, '--questions', 'x'], '--questions is given twice.'],
    [[...FILE, '--strategies', 'direct,magic'], '--strategies does not know "magic": it takes auto, direct,'],
    [[...FILE, '--models', 'a,,b'], '--models must hold names with single commas between them.'],
    [[...FILE, '--format', 'xml'], '--format does not know "xml": it takes gsm8k, svamp, bbh, jsonl.'],
    [[...FILE, '--limit', 'many'], '--limit must be a whole number from 1 to'],
    [[...FILE, '--limit', '0'], '--limit must be a whole number from 1 to'],
    [[...FILE, '--limit'], '--limit needs a value: --limit N.'],
    [['--questions', '--limit', '3'], '--questions needs a value: --questions FILE.'],
    [[...FILE, '--resume=yes'], '--resume takes no value.'],
    [[...FILE, '--colour'], '--colour is no flag of this command. --help lists them.'],
    [[...FILE, '-n', '3'], '-n is no flag of this command. --help lists them.'],
    [[...FILE, '--compare', 'a:b'], '--compare needs --judge MODEL'],
    [[...FILE, '--judge-limit', '3'], '--judge-limit needs --judge MODEL'],
    [[...FILE, 'extra'], '"extra" belongs to no flag. --help lists the flags.'],
  ])('refuses %j by name', (args, message) => {
    expect(() => readEvalOptions(args)).toThrow(message);
  });

  it('wants the help whatever else is there', () => {
    expect(readEvalOptions(['--help', '--limit', '3'])).toBeUndefined();
    expect(evalHelp()).toMatch(/--questions FILE .*\n[^]*--resume/);
  });
});
