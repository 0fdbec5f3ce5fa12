import type { PutResult } from '../cache-store';
import type { EntryMeta } from '../entry/entry-meta';
import type { FlightOutcome } from './flight';

/** Where an answer was found. */
export type CacheLayerName = 'memory' | 'redis';

/** Why an answer had to be made. */
export type MissReason = 'absent' | 'expired' | 'too_old' | 'refresh' | 'unavailable' | 'private';

/** How the keeping of an answer came out. */
export type KeepResult = PutResult | 'unavailable' | Extract<FlightOutcome, { type: 'private' }>['reason'] | 'failed';

/** Hears what the cache does, to count it. Nothing here may throw. */
export interface CacheObserver {
  /** An answer was given to somebody who asked; see {@link ServeRequest.isUnasked}. */
  hit(meta: EntryMeta, layer: CacheLayerName, status: 'hit' | 'stale'): void;
  /** An answer has to be made for somebody who asked. */
  miss(reason: MissReason): void;
  kept(result: KeepResult): void;
  /** A making in the background was begun, or left out because there are too many. */
  refreshed(outcome: 'begun' | 'dropped'): void;
}
