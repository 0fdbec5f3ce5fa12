import { CLAIM_TIMES, MemoryTier, PopularQuestions, RedisCacheStore, RedisPopularQuestions } from '@app/cache';
import { Clock, IdGenerator } from '@app/kernel';
import { RedisStore, RedisSubscriber } from '@app/storage';
import { Module, type DynamicModule } from '@nestjs/common';
import type { CacheConfig } from '../config/cache-config';
import { CacheAdminService } from './cache-admin.service';
import { CacheController } from './cache.controller';
import { CachedAnswersOfUser } from './cached-answers-of-user';
import { CacheLayer } from './cache-layer';
import { CacheHealth } from './cache-health';
import { CacheMetrics } from './cache-metrics';
import { CacheTotals } from './cache-totals';
import { CachePolicy, scopeTag } from './cache-policy';
import { MostAskedService } from './most-asked.service';
import { QuestionTracker, type TrackedQuestions } from './question-tracker';
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
        CacheHealth,
        CacheMetrics,
        CacheTotals,
        CacheLayer,
        {
          provide: PopularQuestions,
          inject: [RedisStore],
          useFactory: (redis: RedisStore) => new RedisPopularQuestions(redis, config.popularity),
        },
        {
          provide: QuestionTracker,
          inject: [PopularQuestions, Clock],
          useFactory: (popular: PopularQuestions, clock: Clock) =>
            new QuestionTracker(popular, clock, trackedIn(config), new TurnCodec(config.withTools)),
        },
        {
          provide: MostAskedService,
          inject: [PopularQuestions, TurnCache, Clock],
          useFactory: (popular: PopularQuestions, cache: TurnCache, clock: Clock) => {
            const { halfLifeMs } = config.popularity;
            return new MostAskedService(popular, cache, clock, { tracked: trackedIn(config), halfLifeMs });
          },
        },
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
          ) => openCache(config, { memory, redis, subscriber, clock, ids, metrics }),
        },
      ],
      exports: [CacheLayer, PopularQuestions, QuestionTracker, TurnCache],
    };
  }
}

function trackedIn({ enabled, trackedQuestions }: CacheConfig): TrackedQuestions {
  return enabled ? trackedQuestions : 'off';
}

interface CacheParts {
  memory: MemoryTier;
  redis: RedisStore;
  subscriber: RedisSubscriber;
  clock: Clock;
  ids: IdGenerator;
  metrics: CacheMetrics;
}

function openCache(config: CacheConfig, { memory, redis, subscriber, clock, ids, metrics }: CacheParts): TurnCache {
  const store = new RedisCacheStore(redis, subscriber, {
    origin: ids.next('process'),
    tagOf: scopeTag,
    mostBytes: config.mostEntryBytes,
    mostPerScope: config.mostPerScope,
    onBadValue: () => metrics.badValue(),
  });
  return new TurnCache({
    memory,
    store,
    clock,
    random: Math.random,
    newToken: () => ids.next('fill'),
    codec: new TurnCodec(config.withTools),
    observer: metrics,
    times: CLAIM_TIMES,
    mostEntryBytes: config.mostEntryBytes,
    jitter: JITTER,
    earlyBeta: config.earlyBeta,
  });
}
