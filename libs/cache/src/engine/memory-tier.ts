import type { Clock } from '@app/kernel';
import { LRUCache } from 'lru-cache';
import type { CacheEntry } from '../entry/cache-entry';
import { keptMs, type EntryMeta } from '../entry/entry-meta';
import { matchesFilter, type CacheFilter } from '../filter/cache-filter';
import type { CacheKey } from '../key/answer-key';
import { isSameScope } from '../key/cache-scope';

/** One answer may take this share of the memory at most. */
const LARGEST_SHARE = 1 / 8;

/** Answers in the memory of this process, bounded in bytes; those that were not used for longest go first. */
export class MemoryTier {
  private readonly entries: LRUCache<string, CacheEntry> | undefined;

  /** @param mostBytes 0: keeps nothing. */
  constructor(
    private readonly clock: Clock,
    readonly mostBytes: number,
  ) {
    if (mostBytes > 0) {
      this.entries = new LRUCache({
        maxSize: mostBytes,
        maxEntrySize: Math.max(1, Math.floor(mostBytes * LARGEST_SHARE)),
        sizeCalculation: ({ sizeBytes }) => sizeBytes,
      });
    }
  }

  /** The answer of this key and this scope, as long as it may be used at all. */
  get(key: CacheKey): CacheEntry | undefined {
    const entry = this.entries?.get(idOf(key));
    if (entry === undefined) return undefined;
    const { meta } = entry;
    if (isSameScope(meta.scope, key.scope) && this.clock.now() < meta.createdAt + keptMs(meta)) return entry;
    this.entries?.delete(idOf(key));
    return undefined;
  }

  set(key: CacheKey, entry: CacheEntry): void {
    this.entries?.set(idOf(key), entry);
  }

  delete(key: Pick<CacheKey, 'tag' | 'hash'>): void {
    this.entries?.delete(idOf(key));
  }

  /** Drops what fulfils the filter. Costs O(answers). */
  drop(filter: CacheFilter): void {
    if (this.entries === undefined) return;
    for (const [id, { meta }] of this.entries.entries()) {
      if (matchesFilter(meta, filter)) this.entries.delete(id);
    }
  }

  clear(): void {
    this.entries?.clear();
  }

  /** What is known of all answers. Costs O(answers). */
  metas(): EntryMeta[] {
    return [...(this.entries?.values() ?? [])].map(({ meta }) => meta);
  }

  get count(): number {
    return this.entries?.size ?? 0;
  }

  /** Estimated. */
  get sizeBytes(): number {
    return this.entries?.calculatedSize ?? 0;
  }
}

function idOf({ tag, hash }: Pick<CacheKey, 'tag' | 'hash'>): string {
  return `${hash}${tag}`;
}
