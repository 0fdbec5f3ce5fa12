import { Module, type DynamicModule } from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';
import { HealthMetrics } from './health-metrics';
import { HealthOptions } from './health-options';
import { HealthSampler } from './health-sampler';
import { HealthController } from './health.controller';
import { ProcessContributor } from './process-contributor';
import { QueueContributor } from './queue-contributor';
import { Readiness } from './readiness';
import { StoreContributors } from './store-contributors';
import { StoreHealth } from './store-health';

/** Probes and the state behind them. Other features add theirs to the HealthBoard. */
@Module({})
export class HealthModule {
  static register(options: HealthOptions, jobs: DynamicModule): DynamicModule {
    return {
      module: HealthModule,
      imports: [TerminusModule.forRoot({ logger: false }), jobs],
      controllers: [HealthController],
      providers: [
        { provide: HealthOptions, useValue: options },
        HealthMetrics,
        HealthSampler,
        ProcessContributor,
        QueueContributor,
        Readiness,
        StoreContributors,
        StoreHealth,
      ],
      exports: [Readiness],
    };
  }
}
