import type { EvaluationPlan } from '@app/evaluation';
import { findComparedRuns } from './find-compared-runs';

const plan = (models: string[], strategies: EvaluationPlan['strategies']): EvaluationPlan => ({
  dataset: 'd',
  questions: [],
  models,
  strategies,
  seed: 1,
});

describe('findComparedRuns', () => {
  it('finds strategies of one model, models of one strategy, and both', () => {
    expect(findComparedRuns('direct:cot', plan(['m'], ['direct', 'cot']))).toEqual([
      { model: 'm', strategy: 'direct' },
      { model: 'm', strategy: 'cot' },
    ]);
    expect(findComparedRuns('up/a:7b:up/b:7b', plan(['up/a:7b', 'up/b:7b'], ['cot']))).toEqual([
      { model: 'up/a:7b', strategy: 'cot' },
      { model: 'up/b:7b', strategy: 'cot' },
    ]);
    expect(findComparedRuns('a@cot:b@direct', plan(['a', 'b'], ['direct', 'cot']))).toEqual([
      { model: 'a', strategy: 'cot' },
      { model: 'b', strategy: 'direct' },
    ]);
  });

  it.each(['direct', 'direct:direct', 'direct:native', ':'])('refuses %j and names the runs', (text) => {
    expect(() => findComparedRuns(text, plan(['m'], ['direct', 'cot']))).toThrow(
      '--compare must be two of the runs with a colon between them: direct, cot.',
    );
  });

  it('refuses a strategy that two models have', () => {
    expect(() => findComparedRuns('direct:cot', plan(['a', 'b'], ['direct', 'cot']))).toThrow('a@direct');
  });
});
