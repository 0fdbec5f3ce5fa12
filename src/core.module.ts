import { Global, Module, type DynamicModule } from '@nestjs/common';
import { HealthBoard } from '@app/monitoring';
import {
  Clock,
  IdGenerator,
  PersonalDataRegistry,
  RandomIdGenerator,
  RetentionRegistry,
  SystemClock,
} from '@app/kernel';
import { ReasoningConfig } from './config/app-config';
import { RetentionConfig } from './config/retention-config';

/** What everything may need: time, ids and the settings that features read. */
@Global()
@Module({})
export class CoreModule {
  static register(reasoning: ReasoningConfig, retention: RetentionConfig): DynamicModule {
    return {
      module: CoreModule,
      providers: [
        { provide: Clock, useClass: SystemClock },
        HealthBoard,
        { provide: IdGenerator, useClass: RandomIdGenerator },
        PersonalDataRegistry,
        RetentionRegistry,
        { provide: ReasoningConfig, useValue: reasoning },
        { provide: RetentionConfig, useValue: retention },
      ],
      exports: [
        Clock,
        HealthBoard,
        IdGenerator,
        PersonalDataRegistry,
        ReasoningConfig,
        RetentionConfig,
        RetentionRegistry,
      ],
    };
  }
}
