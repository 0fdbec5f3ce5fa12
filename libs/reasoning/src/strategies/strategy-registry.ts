import type { ResolvedStrategyName } from '@app/contracts';
import { AppError, type Clock } from '@app/kernel';
import type { ReasoningStrategy } from '../reasoning-strategy';
import { ChainOfDraftStrategy } from './chain-of-draft/chain-of-draft-strategy';
import { CotStrategy, type CotOptions } from './cot/cot-strategy';
import { DirectStrategy } from './direct/direct-strategy';
import { NativeStrategy } from './native/native-strategy';
import { SelfConsistencyStrategy } from './self-consistency/self-consistency-strategy';
import { SelfRefineStrategy } from './self-refine/self-refine-strategy';

/** The strategies of this library, one instance of each. They keep no state between runs. */
export function createStrategies(clock: Clock, options: { cot?: CotOptions } = {}): ReasoningStrategy[] {
  return [
    new DirectStrategy(clock),
    new CotStrategy(clock, options.cot),
    new NativeStrategy(clock),
    new SelfConsistencyStrategy(clock, options),
    new ChainOfDraftStrategy(clock),
    new SelfRefineStrategy(clock, options.cot),
  ];
}

/** Finds strategies by name. */
export class StrategyRegistry {
  private readonly byName: ReadonlyMap<ResolvedStrategyName, ReasoningStrategy>;

  constructor(strategies: readonly ReasoningStrategy[]) {
    this.byName = new Map(strategies.map((strategy) => [strategy.name, strategy]));
  }

  /** The names that {@link get} knows. */
  get names(): ResolvedStrategyName[] {
    return [...this.byName.keys()];
  }

  /** Throws `unsupported_parameter` for a strategy that is not installed. */
  get(name: ResolvedStrategyName): ReasoningStrategy {
    const strategy = this.byName.get(name);
    if (strategy !== undefined) return strategy;
    const message = `The strategy ${name} is not installed. Installed are ${this.names.join(', ')}.`;
    throw new AppError('unsupported_parameter', message, { param: 'reasoning.strategy' });
  }
}
