import { Global, Module, type DynamicModule } from '@nestjs/common';
import { HealthBoard } from '@app/monitoring';
import { Clock, IdGenerator, PersonalDataRegistry, RandomIdGenerator, SystemClock } from '@app/kernel';
import { ReasoningConfig } from './config/app-config';

/** What everything may need: time, ids and the settings that features read. */
@Global()
@Module({})
export class CoreModule {
  static register(reasoning: ReasoningConfig): DynamicModule {
    return {
      module: CoreModule,
      providers: [
        { provide: Clock, useClass: SystemClock },
        HealthBoard,
        { provide: IdGenerator, useClass: RandomIdGenerator },
        PersonalDataRegistry,
        { provide: ReasoningConfig, useValue: reasoning },
      ],
      exports: [Clock, HealthBoard, IdGenerator, PersonalDataRegistry, ReasoningConfig],
    };
  }
}
