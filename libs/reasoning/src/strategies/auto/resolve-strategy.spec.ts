import type { StrategyName } from '@app/contracts';
import { AppError } from '@app/kernel';
import type { ModelRequest, ReasoningControl } from '@app/model';
import { ScriptedModel } from '@app/testing';
import { resolveStrategy } from './resolve-strategy';

function resolve(
  requested: StrategyName,
  control: ReasoningControl,
  request: Partial<ModelRequest> = {},
  enabled = true,
) {
  const { descriptor } = new ScriptedModel([], { reasoning: { control } });
  return resolveStrategy(requested, {
    descriptor,
    request: { messages: [], stream: false, ...request },
    chainOfThoughtEnabled: enabled,
  });
}

describe('resolveStrategy', () => {
  it("takes the model's own reasoning where it has one, else chain of thought", () => {
    expect(resolve('auto', 'effort')).toBe('native');
    expect(resolve('auto', 'none')).toBe('cot');
  });

  it('takes direct when chain of thought is switched off', () => {
    expect(resolve('auto', 'effort', {}, false)).toBe('direct');
    expect(resolve('auto', 'none', {}, false)).toBe('direct');
  });

  it.each<Partial<ModelRequest>>([
    { tools: [{ name: 'find' }] },
    { responseFormat: { type: 'json_object' } },
    { stop: ['\n'] },
  ])("takes direct, or the model's own reasoning, when the form of the reply matters: %j", (request) => {
    expect(resolve('auto', 'none', request)).toBe('direct');
    expect(resolve('auto', 'toggle', request)).toBe('native');
  });

  it('minds no empty lists and no response format that says what holds anyway', () => {
    expect(resolve('auto', 'none', { tools: [], stop: [] })).toBe('cot');
    expect(resolve('auto', 'none', { responseFormat: { type: 'text' } })).toBe('cot');
  });

  it.each(['none', 'effort', 'toggle', 'always'] as const)(
    'takes direct for the effort none, also where the control is %s',
    (control) => {
      expect(resolve('auto', control, { effort: 'none' })).toBe('direct');
    },
  );

  describe('on a model whose budget of reasoning does not fit into the reply', () => {
    const { descriptor } = new ScriptedModel([], { reasoning: { control: 'budget', leastBudgetTokens: 1024 } });
    const take = (requested: StrategyName, request: Partial<ModelRequest>, isEffortAsked = false) =>
      resolveStrategy(requested, {
        descriptor,
        request: { messages: [], stream: false, ...request },
        isEffortAsked,
        chainOfThoughtEnabled: true,
      });

    it.each([500, 1024])(
      'lets auto take what it takes for a model without reasoning, at %i tokens',
      (maxOutputTokens) => {
        expect(take('auto', { maxOutputTokens })).toBe('cot');
        expect(take('auto', { maxOutputTokens, stop: ['.'] })).toBe('direct');
        expect(take('auto', { maxOutputTokens, effort: 'high' })).toBe('cot'); // the installation's effort
      },
    );

    it('takes its own reasoning where it fits, or was asked for', () => {
      expect(take('auto', { maxOutputTokens: 1025 })).toBe('native');
      expect(take('auto', {})).toBe('native');
      expect(take('auto', { maxOutputTokens: 500, effort: 'high' }, true)).toBe('native');
      expect(take('native', { maxOutputTokens: 500 })).toBe('native');
    });
  });

  it('takes a named strategy as it is', () => {
    expect(resolve('direct', 'always')).toBe('direct');
    expect(resolve('native', 'none')).toBe('native');
    expect(resolve('cot', 'always', { tools: [{ name: 'find' }] })).toBe('cot');
  });

  it('refuses chain of thought where it is switched off', () => {
    const asked = () => resolve('cot', 'none', {}, false);
    expect(asked).toThrow(AppError);
    expect(asked).toThrow('Use strategy auto, direct or native.');
  });

  it.each(['self-consistency', 'chain-of-draft', 'self-refine'] as const)(
    'refuses %s where prompts are switched off, and says which can be used',
    (strategy) => {
      expect(() => resolve(strategy, 'none', {}, false)).toThrow(`${strategy} needs it here. Use strategy auto`);
    },
  );

  it('lets a model vote that reasons by itself, also where prompts are switched off', () => {
    expect(resolve('self-consistency', 'effort', {}, false)).toBe('self-consistency');
    expect(() => resolve('self-consistency', 'effort', { effort: 'none' }, false)).toThrow(AppError);
  });

  it.each(['self-consistency', 'self-refine'] as const)('refuses tools with %s', (strategy) => {
    expect(() => resolve(strategy, 'none', { tools: [{ name: 'find' }] })).toThrow('cannot call tools');
    expect(resolve(strategy, 'none', { tools: [] })).toBe(strategy);
  });

  it('refuses what the model says it cannot do, naming what it can', () => {
    const { descriptor } = new ScriptedModel([], { strategies: ['direct', 'cot'] });
    const context = { descriptor, request: { messages: [], stream: false }, chainOfThoughtEnabled: true };
    expect(() => resolveStrategy('self-refine', context)).toThrow(
      'cannot do the strategy self-refine. It can do direct, cot.',
    );
    expect(resolveStrategy('cot', context)).toBe('cot');
  });
});
