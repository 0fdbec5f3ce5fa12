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
});
