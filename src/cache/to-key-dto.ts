import { ageMs, freshnessOf, keptMs, makerOf, type EntryMeta } from '@app/cache';
import type { CacheKeyDto } from './dto/cache-stats.dto';

/** A stored answer as operators see it: nothing of what was asked or answered. */
export function toKeyDto(meta: EntryMeta, now: number): CacheKeyDto {
  const { scope, hash, model, strategy, conversationId, tags, costMicroUsd, createdAt, fillMs } = meta;
  const userId = makerOf(meta)?.userId;
  return {
    key: hash,
    scope: scope.level,
    ...(userId === undefined ? {} : { userId }),
    model,
    strategy,
    ...(conversationId === undefined ? {} : { conversationId }),
    ...(tags === undefined ? {} : { tags: [...tags] }),
    createdAt,
    ageMs: ageMs(meta, now),
    freshness: freshnessOf(meta, now),
    expiresAt: createdAt + keptMs(meta),
    fillMs,
    ...(costMicroUsd === undefined ? {} : { costMicroUsd }),
  };
}
