import { Clock, IdGenerator } from '@app/kernel';
import { Module, type DynamicModule, type FactoryProvider, type ModuleMetadata } from '@nestjs/common';
import type { ScheduledWarmup } from '../config/cache-config';
import { ScheduledWarmups } from './scheduled-warmups';
import { WarmupMetrics } from './warmup-metrics';
import { WarmupStore } from './warmup-store';
import { WarmupTurns } from './warmup-turns';
import { WarmupWorker } from './warmup-worker';
import { WarmupController } from './warmup.controller';
import { WarmupProcessor } from './warmup.processor';
import { WarmupService } from './warmup.service';

/** What the feature is given: who answers, and the warm-up by the clock. */
export interface WarmupOptions extends Pick<ModuleMetadata, 'imports'> {
  scheduled: ScheduledWarmup;
  turns: Pick<FactoryProvider<WarmupTurns>, 'inject' | 'useFactory'>;
}

/** Warm-ups of the response cache as background jobs. */
@Module({})
export class WarmupModule {
  static register({ imports = [], scheduled, turns }: WarmupOptions): DynamicModule {
    return {
      module: WarmupModule,
      imports,
      controllers: [WarmupController],
      providers: [
        { provide: WarmupTurns, ...turns },
        {
          provide: ScheduledWarmups,
          inject: [WarmupStore, Clock, IdGenerator],
          useFactory: (store: WarmupStore, clock: Clock, ids: IdGenerator) =>
            new ScheduledWarmups(scheduled, store, clock, ids),
        },
        WarmupMetrics,
        WarmupStore,
        WarmupWorker,
        WarmupProcessor,
        WarmupService,
      ],
    };
  }
}
