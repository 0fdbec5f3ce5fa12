import type { CacheEntry } from '../entry/cache-entry';
import type { EntryMeta } from '../entry/entry-meta';

/** Why an answer is not stored. */
export type NotStorable = 'incomplete' | 'tool_calls' | 'odd';

/** What the cache needs to know of the events that it keeps. */
export interface AnswerCodec<Event> {
  /** Whether nothing follows it. */
  isLast(event: Event): boolean;
  /** About how much it takes, bytes. */
  sizeOf(event: Event): number;
  /** Packs a whole answer, or says why it is not to be given to anybody else. */
  pack(events: readonly Event[], meta: Omit<EntryMeta, 'costMicroUsd'>): CacheEntry | NotStorable;
}
