export { MemoryCacheStore } from './adapters/memory/memory-cache-store';
export { RedisCacheStore, type RedisCacheOptions } from './adapters/redis/redis-cache-store';
export { RedisPopularQuestions } from './adapters/redis/redis-popular-questions';
export * from './cache-store';
export * from './engine/answer-cache';
export { CLAIM_TIMES, type ClaimTimes } from './engine/answer-claims';
export * from './engine/answer-codec';
export * from './engine/cache-observer';
export { MemoryTier } from './engine/memory-tier';
export { CacheEntry } from './entry/cache-entry';
export { ageMs, freshnessOf, keptMs, makerOf, type CacheMaker, type EntryMeta } from './entry/entry-meta';
export { encodeEntry } from './entry/envelope';
export { PackedBytes } from './entry/packed-bytes';
export type { CacheFilter } from './filter/cache-filter';
export { MAX_PATTERN_LENGTH } from './filter/glob';
export { answerKey, type AnswerQuestion, type CacheKey } from './key/answer-key';
export { SCOPE_LEVELS, type CacheScope, type ScopeLevel } from './key/cache-scope';
export { MemoryPopularQuestions } from './popular/memory-popular-questions';
export {
  PopularQuestions,
  type ObservedQuestion,
  type PopularityLimits,
  type PopularQuestion,
} from './popular/popular-questions';
export * from './popular/warm-question';
