import type { PopularityLimits, ScopeLevel } from '@app/cache';
import type { SettingValues } from './settings';

/** The warm-up that runs by the clock. */
export interface ScheduledWarmup {
  /** Time between two, milliseconds; 0: none. */
  readonly everyMs: number;
  /** Questions that one looks at: all that are remembered. */
  readonly limit: number;
  /** Questions that one may ask a provider. */
  readonly maxRequests: number;
  /** What one may cost, millionths of a US dollar. Absent: no limit. */
  readonly maxCostMicroUsd?: number;
}

/** What is cached, for whom and how long. */
export interface CacheConfig {
  readonly enabled: boolean;
  /** How long answers count as fresh, milliseconds. */
  readonly ttlMs: number;
  /** How long after that they are given while they are made anew, milliseconds. */
  readonly revalidateMs: number;
  /** How long they stand in for answers that cannot be made, milliseconds. */
  readonly onErrorMs: number;
  /** Memory of this process, bytes; 0: none. */
  readonly memoryBytes: number;
  /** Largest answer, bytes. */
  readonly mostEntryBytes: number;
  /** Most answers of one user in Redis. */
  readonly mostPerScope: number;
  /** Answers sampled hotter than this are not cached. */
  readonly maxTemperature: number;
  /** Whether requests with tools are cached, calls included. */
  readonly withTools: boolean;
  /** The widest scope that a request may ask for. */
  readonly widestScope: ScopeLevel;
  /** How early answers are made anew; 0: never before their end. */
  readonly earlyBeta: number;
  /** Whose questions are remembered, to be asked again by a warm-up. */
  readonly trackedQuestions: 'all' | 'shared' | 'off';
  /** How much of them is remembered, and for how long. */
  readonly popularity: PopularityLimits;
  readonly warmup: ScheduledWarmup;
}

/** What was popular a day ago counts half. */
const HALF_LIFE_MS = 86_400_000;

/** The settings of the cache. */
export function cacheConfig(values: SettingValues): CacheConfig {
  return {
    enabled: values.CACHE_ENABLED,
    ttlMs: values.CACHE_TTL,
    revalidateMs: values.CACHE_STALE_WHILE_REVALIDATE,
    onErrorMs: values.CACHE_STALE_IF_ERROR,
    memoryBytes: values.CACHE_MEMORY_BYTES,
    mostEntryBytes: values.CACHE_MAX_ENTRY_BYTES,
    mostPerScope: values.CACHE_MAX_ENTRIES_PER_USER,
    maxTemperature: values.CACHE_MAX_TEMPERATURE,
    withTools: values.CACHE_TOOL_ANSWERS,
    widestScope: values.CACHE_WIDEST_SCOPE,
    earlyBeta: values.CACHE_EARLY_REFRESH,
    trackedQuestions: values.CACHE_TRACK_QUESTIONS,
    popularity: {
      most: values.CACHE_POPULAR_QUESTIONS,
      mostBytes: values.CACHE_POPULAR_BYTES,
      halfLifeMs: HALF_LIFE_MS,
    },
    warmup: {
      limit: values.CACHE_POPULAR_QUESTIONS,
      everyMs: values.CACHE_WARMUP_INTERVAL,
      maxRequests: values.CACHE_WARMUP_REQUESTS,
      ...(values.CACHE_WARMUP_COST === 0 ? {} : { maxCostMicroUsd: values.CACHE_WARMUP_COST }),
    },
  };
}
