import { isJsonObject } from '@app/kernel';
import type { CacheChange } from '../../cache-store';
import { readFilter } from '../../filter/cache-filter';

/** Where processes tell each other what they did to stored answers. */
export const CACHE_CHANNEL = 'sw:cache';

/** A change as a message. `origin` tells the process apart, which does not listen to itself. */
export function writeChange(origin: string, change: Exclude<CacheChange, { type: 'unknown' }>): string {
  return JSON.stringify({ origin, ...change });
}

/** Reads a message of another process. Undefined for one's own. A message of another version means that anything may have changed. */
export function readChange(origin: string, message: string): CacheChange | undefined {
  let change: unknown;
  try {
    change = JSON.parse(message);
  } catch {
    return { type: 'unknown' }; // not written by this version
  }
  if (!isJsonObject(change)) return { type: 'unknown' };
  if (change['origin'] === origin) return undefined;
  const { type, tag, hash } = change;
  if ((type === 'stored' || type === 'released') && typeof tag === 'string' && typeof hash === 'string') {
    return { type, tag, hash };
  }
  const filter = type === 'removed' ? readFilter(change['filter']) : undefined;
  return filter === undefined ? { type: 'unknown' } : { type: 'removed', filter };
}
