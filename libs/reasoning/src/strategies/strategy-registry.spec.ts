import { RESOLVED_STRATEGY_NAMES } from '@app/contracts';
import { ManualClock } from '@app/testing';
import { createStrategies, StrategyRegistry } from './strategy-registry';

describe('StrategyRegistry', () => {
  it('tells apart by the version of the prompt whether a strategy asks for the confidence of its steps', () => {
    const versions = (statedConfidence: boolean) =>
      createStrategies(new ManualClock(), { cot: { statedConfidence } }).map(
        ({ name, promptVersion }) => [name, promptVersion] as const,
      );
    const plain = new Map(versions(false));
    const changed = versions(true).filter(([name, version]) => plain.get(name) !== version);

    expect(changed.map(([name]) => name)).toEqual(['cot', 'self-consistency', 'self-refine']);
  });

  it('finds each strategy of the library by its name', () => {
    const registry = new StrategyRegistry(createStrategies(new ManualClock()));
    expect(registry.names).toEqual([...RESOLVED_STRATEGY_NAMES]);
    for (const name of registry.names) expect(registry.get(name).name).toBe(name);
  });

  it('refuses one that is not installed, naming those that are', () => {
    const [direct] = createStrategies(new ManualClock());
    const registry = new StrategyRegistry([direct!]);
    expect(() => registry.get('cot')).toThrow('The strategy cot is not installed. Installed are direct.');
  });
});
