import type { Clock } from '@app/kernel';
import {
  CacheStore,
  type CacheChange,
  type Claim,
  type EntryPage,
  type PutResult,
  type Removal,
  type RemovalOptions,
} from '../../cache-store';
import type { CacheEntry } from '../../entry/cache-entry';
import { keptMs, type EntryMeta } from '../../entry/entry-meta';
import { matchesFilter, type CacheFilter } from '../../filter/cache-filter';
import type { CacheKey } from '../../key/answer-key';
import { isSameScope } from '../../key/cache-scope';
import { MemoryTier } from '../../engine/memory-tier';

/** For one process, in bounded memory: the oldest unused answers go first. */
export class MemoryCacheStore extends CacheStore {
  private readonly entries: MemoryTier;
  private readonly claims = new Map<string, { token: string; endsAt: number }>();
  private readonly listeners: ((change: CacheChange) => void)[] = [];

  constructor(
    private readonly clock: Clock,
    mostBytes: number,
  ) {
    super();
    this.entries = new MemoryTier(clock, mostBytes);
  }

  get(key: CacheKey): Promise<CacheEntry | undefined> {
    return Promise.resolve(this.entryOf(key));
  }

  claim(key: CacheKey, token: string, ttlMs: number, takeOver = false): Promise<Claim> {
    const now = this.clock.now();
    const held = this.claims.get(idOf(key));
    if (held !== undefined && held.endsAt > now && !takeOver) {
      return Promise.resolve({ status: 'held', endsInMs: held.endsAt - now });
    }
    this.claims.set(idOf(key), { token, endsAt: now + ttlMs });
    const entry = this.entryOf(key);
    return Promise.resolve({ status: 'claimed', ...(entry === undefined ? {} : { entry }) });
  }

  renew(key: CacheKey, token: string, ttlMs: number): Promise<boolean> {
    if (!this.holds(key, token)) return Promise.resolve(false);
    this.claims.set(idOf(key), { token, endsAt: this.clock.now() + ttlMs });
    return Promise.resolve(true);
  }

  put(key: CacheKey, entry: CacheEntry, token: string): Promise<PutResult> {
    if (!this.holds(key, token)) return Promise.resolve('unclaimed');
    this.claims.delete(idOf(key));
    this.entries.set(key, entry);
    this.tell({ type: 'stored', tag: key.tag, hash: key.hash });
    return Promise.resolve('stored');
  }

  release(key: CacheKey, token: string): Promise<void> {
    if (this.holds(key, token)) {
      this.claims.delete(idOf(key));
      this.tell({ type: 'released', tag: key.tag, hash: key.hash });
    }
    return Promise.resolve();
  }

  remove(filter: CacheFilter, { dryRun = false }: RemovalOptions = {}): Promise<Removal> {
    const matched = this.entries.metas().filter((meta) => matchesFilter(meta, filter)).length;
    if (dryRun) return Promise.resolve({ matched, removed: 0 });
    this.entries.drop(filter);
    this.tell({ type: 'removed', filter });
    return Promise.resolve({ matched, removed: matched });
  }

  metasOf(keys: readonly CacheKey[]): Promise<(EntryMeta | undefined)[]> {
    return Promise.resolve(keys.map((key) => this.entryOf(key)?.meta));
  }

  list(filter: CacheFilter, limit: number, cursor = '0'): Promise<EntryPage> {
    const all = this.entries.metas().filter((meta) => matchesFilter(meta, filter));
    const from = Number(cursor);
    const entries = all.slice(from, from + limit);
    return Promise.resolve(from + limit < all.length ? { entries, cursor: String(from + limit) } : { entries });
  }

  watch(listener: (change: CacheChange) => void): void {
    this.listeners.push(listener);
  }

  private entryOf(key: CacheKey): CacheEntry | undefined {
    const entry = this.entries.get(key);
    if (entry === undefined) return undefined;
    const { meta } = entry;
    const isUsable = meta.hash === key.hash && isSameScope(meta.scope, key.scope);
    if (isUsable && this.clock.now() < meta.createdAt + keptMs(meta)) return entry;
    this.entries.delete(key);
    return undefined;
  }

  private holds(key: CacheKey, token: string): boolean {
    const held = this.claims.get(idOf(key));
    return held !== undefined && held.token === token && held.endsAt > this.clock.now();
  }

  private tell(change: CacheChange): void {
    for (const listener of this.listeners) listener(change);
  }
}

function idOf({ tag, hash }: CacheKey): string {
  return `${hash}${tag}`;
}
