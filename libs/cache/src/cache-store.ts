import type { CacheEntry } from './entry/cache-entry';
import type { EntryMeta } from './entry/entry-meta';
import type { CacheFilter } from './filter/cache-filter';
import type { CacheKey } from './key/answer-key';

/** Whether a caller is the one to make an answer, for all processes. */
export type Claim =
  | { readonly status: 'claimed'; /** What is stored, perhaps since the caller looked. */ readonly entry?: CacheEntry }
  | {
      readonly status: 'held';
      /** When the holder's claim ends unless it is renewed, milliseconds. */ readonly endsInMs: number;
    };

/** `unclaimed`: the claim was lost or withdrawn, so the answer may be out of date. `full`: the store has no room. */
export type PutResult = 'stored' | 'unclaimed' | 'full' | 'too_large';

/** What another process, or an operator, did to stored answers. */
export type CacheChange =
  | { readonly type: 'stored' | 'released'; readonly tag: string; readonly hash: string }
  | { readonly type: 'removed'; readonly filter: CacheFilter }
  /** Changes may have been missed. */
  | { readonly type: 'unknown' };

/** What a removal found. */
export interface Removal {
  /** Answers that fulfil the filter. */
  readonly matched: number;
  /** Answers that were removed; 0 in a rehearsal. */
  readonly removed: number;
}

/** How to remove. */
export interface RemovalOptions {
  /** Only counts. Default false. */
  readonly dryRun?: boolean;
  /** Ends the search early. */
  readonly signal?: AbortSignal;
}

/** A page of stored answers. */
export interface EntryPage {
  readonly entries: readonly EntryMeta[];
  /** Where the next page begins; absent on the last one. A page may be empty and yet not the last. */
  readonly cursor?: string;
}

/**
 * Where answers are stored, for all processes that share it. A value that is damaged, of another version or of another scope
 * or key than was asked for is a miss, and removed. Fails with whatever its storage fails with.
 *
 * Making an answer is claimed, so that of many who miss it one makes it: a claim is a token that ends by itself, is renewed
 * while the work goes on, and is given up by its owner alone. Who lost it cannot store any more.
 */
export abstract class CacheStore {
  /** The stored answer, as good or bad as it may be by now. One round trip. */
  abstract get(key: CacheKey): Promise<CacheEntry | undefined>;

  /**
   * Claims the making of an answer.
   *
   * @param token unique for the caller. @param ttlMs when the claim ends unless it is renewed.
   * @param takeOver ends a claim of somebody else.
   */
  abstract claim(key: CacheKey, token: string, ttlMs: number, takeOver?: boolean): Promise<Claim>;

  /** Prolongs a claim from now on. False when it was lost. */
  abstract renew(key: CacheKey, token: string, ttlMs: number): Promise<boolean>;

  /** Stores an answer and ends the claim. Nothing is stored when the claim was lost. */
  abstract put(key: CacheKey, entry: CacheEntry, token: string): Promise<PutResult>;

  /** Ends a claim without an answer. Nothing happens when it was lost. */
  abstract release(key: CacheKey, token: string): Promise<void>;

  /**
   * Removes what fulfils the filter, and tells the others, who then store nothing that they are making now and that fulfils it.
   * Costs O(answers of the user) when the filter names one with the organisation, else O(all keys of the store), in batches.
   */
  abstract remove(filter: CacheFilter, options?: RemovalOptions): Promise<Removal>;

  /** What is stored for each of the keys, without the answers; undefined for a miss. One round trip for all of one scope. */
  abstract metasOf(keys: readonly CacheKey[]): Promise<(EntryMeta | undefined)[]>;

  /** Stored answers that fulfil the filter, in no order, at least `limit` of them on a page unless fewer were met on the way. */
  abstract list(filter: CacheFilter, limit: number, cursor?: string): Promise<EntryPage>;

  /** Calls back with what others change from now on. */
  abstract watch(listener: (change: CacheChange) => void): void;
}
