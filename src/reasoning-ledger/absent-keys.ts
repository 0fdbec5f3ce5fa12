import { ownerScope, type Clock } from '@app/kernel';
import type { LedgerOwner } from '@app/reasoning-ledger';
import { LRUCache } from 'lru-cache';

/** Keys that are remembered, at most. */
const MOST_KEYS = 50_000;
/** Another process may keep an entry under such a key meanwhile: it is overlooked for no longer than this. Milliseconds. */
const ABSENT_MS = 60_000;

/**
 * Keys that nothing is kept under, as this process lately saw. Clients send the whole conversation with each turn, so that the same
 * keys are asked for again and again; of most replies nothing is kept, because their providers do not want it back.
 */
export class AbsentKeys {
  private readonly untilMs = new LRUCache<string, number>({ max: MOST_KEYS });

  constructor(private readonly clock: Clock) {}

  /** Whether nothing is known to be kept under the key. */
  has(owner: LedgerOwner, key: Buffer): boolean {
    const untilMs = this.untilMs.get(nameOf(owner, key));
    return untilMs !== undefined && untilMs > this.clock.now();
  }

  note(owner: LedgerOwner, keys: readonly Buffer[]): void {
    const untilMs = this.clock.now() + ABSENT_MS;
    for (const key of keys) this.untilMs.set(nameOf(owner, key), untilMs);
  }

  /** Something is kept under the keys now. */
  drop(owner: LedgerOwner, keys: readonly Buffer[]): void {
    for (const key of keys) this.untilMs.delete(nameOf(owner, key));
  }
}

function nameOf(owner: LedgerOwner, key: Buffer): string {
  return `${ownerScope(owner)} ${key.toString('base64')}`;
}
