import {
  AnalyticsReader,
  ArchiveStore,
  LiveStore,
  RedisLiveStore,
  Rollup,
  SqlArchiveStore,
  TurnRecorder,
} from '@app/analytics';
import { Clock, IdGenerator } from '@app/kernel';
import { RedisStore, SqlDatabase } from '@app/storage';
import { Module, type DynamicModule } from '@nestjs/common';
import { AnalyticsConfig } from '../config/analytics-config';
import { AnalyticsFlush } from './analytics-flush';
import { AnalyticsLayer } from './analytics-layer';
import { AnalyticsLive } from './analytics-live';
import { AnalyticsMetrics } from './analytics-metrics';
import { AnalyticsRollupProcessor } from './analytics-rollup.processor';
import { AnalyticsController } from './analytics.controller';
import { CountedTurnsOfUser } from './counted-turns-of-user';
import { AnalyticsService } from './analytics.service';

/** Counts what turns come to, and tells it. */
@Module({})
export class AnalyticsModule {
  static register(config: AnalyticsConfig): DynamicModule {
    return {
      module: AnalyticsModule,
      controllers: [AnalyticsController],
      providers: [
        { provide: AnalyticsConfig, useValue: config },
        { provide: LiveStore, inject: [RedisStore], useFactory: (redis: RedisStore) => new RedisLiveStore(redis) },
        {
          provide: ArchiveStore,
          inject: [SqlDatabase],
          useFactory: (database: SqlDatabase) => new SqlArchiveStore(database),
        },
        {
          provide: TurnRecorder,
          inject: [LiveStore, Clock, IdGenerator, AnalyticsMetrics],
          useFactory: (store: LiveStore, clock: Clock, ids: IdGenerator, metrics: AnalyticsMetrics) =>
            new TurnRecorder({
              store,
              clock,
              newId: () => ids.next('batch'),
              onDrop: (reason, turns) => metrics.drop(reason, turns),
            }),
        },
        {
          provide: Rollup,
          inject: [LiveStore, ArchiveStore, Clock],
          useFactory: (live: LiveStore, archive: ArchiveStore, clock: Clock) =>
            new Rollup(live, archive, clock, config.retention),
        },
        {
          provide: AnalyticsReader,
          inject: [LiveStore, ArchiveStore],
          useFactory: (live: LiveStore, archive: ArchiveStore) => new AnalyticsReader(live, archive),
        },
        AnalyticsFlush,
        AnalyticsLayer,
        AnalyticsLive,
        AnalyticsMetrics,
        AnalyticsRollupProcessor,
        AnalyticsService,
        CountedTurnsOfUser,
      ],
      exports: [AnalyticsLayer],
    };
  }
}
