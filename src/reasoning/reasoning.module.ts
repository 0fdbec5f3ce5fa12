import { Global, Module } from '@nestjs/common';
import { Clock } from '@app/kernel';
import { StrategyRegistry, createStrategies } from '@app/reasoning';
import { ReasoningConfig } from '../config/app-config';

/** The reasoning strategies that this installation has. */
@Global()
@Module({
  providers: [
    {
      provide: StrategyRegistry,
      useFactory: (clock: Clock, { statedConfidence }: ReasoningConfig) =>
        new StrategyRegistry(createStrategies(clock, { cot: { statedConfidence } })),
      inject: [Clock, ReasoningConfig],
    },
  ],
  exports: [StrategyRegistry],
})
export class ReasoningModule {}
