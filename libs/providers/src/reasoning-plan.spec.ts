import { REASONING_EFFORTS, type ReasoningEffort } from '@app/contracts';
import type { ModelDescriptor, ReasoningAbility } from '@app/model';
import { isEffortAdjusted, planReasoning } from './reasoning-plan';
import { thrownBy } from './testing/thrown-by';

const model = (reasoning: ReasoningAbility, maxOutputTokens?: number): ModelDescriptor => ({
  id: 'unit/thinker',
  provider: 'unit',
  upstreamName: 'thinker',
  aliases: [],
  reasoning,
  tools: true,
  temperature: true,
  rank: 0,
  ...(maxOutputTokens === undefined ? {} : { maxOutputTokens }),
});
const efforts = (...levels: ReasoningEffort[]) => model({ control: 'effort', efforts: levels });
const asked = REASONING_EFFORTS.filter((effort) => effort !== 'none');

describe('planReasoning', () => {
  it('asks for nothing when no effort is given', () => {
    for (const control of ['none', 'effort', 'budget', 'adaptive', 'toggle', 'always'] as const) {
      expect(planReasoning(model({ control }), undefined)).toEqual({ kind: 'default' });
    }
  });

  it('refuses reasoning of a model that has none, by its name', () => {
    const error = thrownBy(() => planReasoning(model({ control: 'none' }), 'low'));
    expect(error).toMatchObject({ code: 'reasoning_unsupported', param: 'effort' });
    expect(String(error)).toContain('unit/thinker');
  });

  it.each<[ReasoningEffort, ReasoningEffort[], ReasoningEffort]>([
    ['high', ['low', 'medium', 'high'], 'high'],
    ['max', ['low', 'medium', 'high'], 'high'],
    ['minimal', ['none', 'low', 'high'], 'low'],
    ['medium', ['low', 'high', 'max'], 'high'],
    ['xhigh', ['low', 'high', 'max'], 'high'],
    ['low', ['none', 'high'], 'high'],
    ['max', ['minimal'], 'minimal'],
  ])('takes for %s of %j the nearest level %s', (effort, levels, nearest) => {
    expect(planReasoning(efforts(...levels), effort)).toEqual({ kind: 'effort', effort: nearest });
  });

  it('sends a level as it is where the accepted ones are not known', () => {
    expect(planReasoning(model({ control: 'effort' }), 'xhigh')).toEqual({ kind: 'effort', effort: 'xhigh' });
  });

  it('never turns a wish for reasoning into none', () => {
    for (const effort of asked) {
      expect(planReasoning(efforts('none', 'high'), effort)).toEqual({ kind: 'effort', effort: 'high' });
    }
  });

  it.each<[ReasoningAbility, object]>([
    [{ control: 'none' }, { kind: 'default' }],
    [{ control: 'always' }, { kind: 'default' }],
    [{ control: 'toggle' }, { kind: 'off' }],
    [{ control: 'budget' }, { kind: 'off' }],
    [{ control: 'adaptive' }, { kind: 'off' }],
    [{ control: 'effort' }, { kind: 'off' }],
    [{ control: 'effort', efforts: ['none', 'low'] }, { kind: 'off' }],
    [
      { control: 'effort', efforts: ['minimal', 'low'] },
      { kind: 'effort', effort: 'minimal' },
    ],
    [{ control: 'effort', efforts: [] }, { kind: 'default' }],
  ])('switches %j off as far as it can be', (reasoning, plan) => {
    expect(planReasoning(model(reasoning), 'none')).toEqual(plan);
  });

  it('gives levels to a model that always reasons only where it has levels', () => {
    expect(planReasoning(model({ control: 'always' }), 'high')).toEqual({ kind: 'default' });
    expect(planReasoning(model({ control: 'always', efforts: ['low', 'medium'] }), 'high')).toEqual({
      kind: 'effort',
      effort: 'medium',
    });
  });

  it('keeps a budget below the limit of the reply, whatever is asked', () => {
    const thinker = model({ control: 'budget' }, 100_000);
    for (const effort of asked) {
      for (const limit of [2, 100, 4096, 1_000_000, undefined]) {
        const plan = planReasoning(thinker, effort, limit);
        if (plan.kind !== 'budget') throw new Error('no budget');
        expect(plan.tokens).toBeGreaterThan(0);
        expect(plan.tokens).toBeLessThan(limit ?? 100_000);
      }
    }
  });

  it('gives more budget for more effort', () => {
    const budgets = asked.map((effort) => planReasoning(model({ control: 'budget' }), effort));
    const tokens = budgets.map((plan) => (plan.kind === 'budget' ? plan.tokens : NaN));
    expect(tokens).toEqual([...tokens].sort((a, b) => a - b));
  });
});

describe('isEffortAdjusted', () => {
  it.each<[string, ModelDescriptor, ReasoningEffort | undefined, boolean]>([
    ['a level that the model has', efforts('low', 'high'), 'high', false],
    ['a level that it does not have', efforts('low', 'high'), 'max', true],
    ['no level', efforts('low', 'high'), undefined, false],
    ['none of a model that can stop', efforts('none', 'low'), 'none', false],
    ['none of a model that cannot', model({ control: 'always' }), 'none', true],
    ['a level of a model that has one way only', model({ control: 'always' }), 'low', true],
    ['a level of a model with a budget', model({ control: 'budget' }), 'low', false],
  ])('tells for %s', (_, descriptor, effort, expected) => {
    expect(isEffortAdjusted(descriptor, effort)).toBe(expected);
  });
});
