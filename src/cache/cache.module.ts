import { MemoryTier, RedisCacheStore, CLAIM_TIMES } from '@app/cache';
import { Clock, IdGenerator } from '@app/kernel';
import { RedisStore, RedisSubscriber } from '@app/storage';
import { Module, type DynamicModule } from '@nestjs/common';
import type { CacheConfig } from '../config/cache-config';
import { CacheAdminService } from './cache-admin.service';
import { CacheController } from './cache.controller';
import { CachedAnswersOfUser } from './cached-answers-of-user';
import { CacheLayer } from './cache-layer';
import { CacheMetrics } from './cache-metrics';
import { CacheTotals } from './cache-totals';
import { CachePolicy, scopeTag } from './cache-policy';
import { TurnCache } from './turn-cache';
import { TurnCodec } from './turn-codec';

/** Share by which lifetimes differ, so that what was stored together does not expire together. */
const JITTER = 0.1;

/** The response cache: a layer around chat turns. */
@Module({})
export class CacheModule {
  static register(config: CacheConfig): DynamicModule {
    return {
      module: CacheModule,
      controllers: [CacheController],
      providers: [
        CacheAdminService,
        CachedAnswersOfUser,
        CacheMetrics,
        CacheTotals,
        CacheLayer,
        { provide: CachePolicy, useFactory: () => new CachePolicy(config) },
        {
          provide: MemoryTier,
          inject: [Clock],
          useFactory: (clock: Clock) => new MemoryTier(clock, config.enabled ? config.memoryBytes : 0),
        },
        {
          provide: TurnCache,
          inject: [MemoryTier, RedisStore, RedisSubscriber, Clock, IdGenerator, CacheMetrics],
          useFactory: (
            memory: MemoryTier,
            redis: RedisStore,
            subscriber: RedisSubscriber,
            clock: Clock,
            ids: IdGenerator,
            metrics: CacheMetrics,
          ) =>
            new TurnCache({
              memory,
              store: new RedisCacheStore(redis, subscriber, {
                origin: ids.next('process'),
                tagOf: scopeTag,
                mostBytes: config.mostEntryBytes,
                mostPerScope: config.mostPerScope,
                onBadValue: () => metrics.badValue(),
              }),
              clock,
              random: Math.random,
              newToken: () => ids.next('fill'),
              codec: new TurnCodec(config.withTools),
              observer: metrics,
              times: CLAIM_TIMES,
              mostEntryBytes: config.mostEntryBytes,
              jitter: JITTER,
              earlyBeta: config.earlyBeta,
            }),
        },
      ],
      exports: [CacheLayer, TurnCache],
    };
  }
}
