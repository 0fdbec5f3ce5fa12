import { Global, Module } from '@nestjs/common';
import { Clock } from '@app/kernel';
import { StrategyRegistry, createStrategies } from '@app/reasoning';

/** The reasoning strategies that this installation has. */
@Global()
@Module({
  providers: [
    {
      provide: StrategyRegistry,
      useFactory: (clock: Clock) => new StrategyRegistry(createStrategies(clock)),
      inject: [Clock],
    },
  ],
  exports: [StrategyRegistry],
})
export class ReasoningModule {}
