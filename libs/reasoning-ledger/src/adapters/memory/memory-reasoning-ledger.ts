import { ownerScope, type Clock } from '@app/kernel';
import { LRUCache } from 'lru-cache';
import { ReasoningLedger, type LedgerEntry, type LedgerOwner } from '../../reasoning-ledger';

interface KeptEntry {
  owner: string;
  text: string;
  expiresAtMs: number;
}

/** The ledger in the memory of one process, bounded in characters: what was not used for longest goes first. */
export class MemoryReasoningLedger extends ReasoningLedger {
  private readonly entries: LRUCache<string, KeptEntry>;

  constructor(
    private readonly clock: Clock,
    private readonly keptMs: number,
    mostCharacters: number,
  ) {
    super();
    this.entries = new LRUCache({ maxSize: mostCharacters, sizeCalculation: ({ text }) => text.length + 200 });
  }

  find(owner: LedgerOwner, keys: readonly Buffer[]): Promise<Map<string, LedgerEntry>> {
    return Promise.resolve(this.findNow(owner, keys));
  }

  /** As {@link find}, at once. */
  findNow(owner: LedgerOwner, keys: readonly Buffer[]): Map<string, LedgerEntry> {
    const scope = ownerScope(owner);
    const found = new Map<string, LedgerEntry>();
    for (const key of keys) {
      const hex = key.toString('hex');
      const kept = this.entries.get(`${scope} ${hex}`);
      if (kept === undefined || kept.expiresAtMs <= this.clock.now()) continue;
      found.set(hex, JSON.parse(kept.text) as LedgerEntry);
    }
    return found;
  }

  keep(owner: LedgerOwner, keys: readonly Buffer[], entry: LedgerEntry): Promise<void> {
    const scope = ownerScope(owner);
    const kept = { owner: scope, text: JSON.stringify(entry), expiresAtMs: this.clock.now() + this.keptMs };
    for (const key of keys) this.entries.set(`${scope} ${key.toString('hex')}`, kept);
    return Promise.resolve();
  }

  forget(owner: LedgerOwner): Promise<number> {
    const scope = ownerScope(owner);
    return Promise.resolve(this.drop((kept) => kept.owner === scope));
  }

  expire(): Promise<number> {
    return Promise.resolve(this.drop((kept) => kept.expiresAtMs <= this.clock.now()));
  }

  private drop(isDropped: (kept: KeptEntry) => boolean): number {
    const dropped = new Set<KeptEntry>();
    for (const [key, kept] of this.entries.entries()) {
      if (!isDropped(kept)) continue;
      dropped.add(kept);
      this.entries.delete(key);
    }
    return dropped.size;
  }
}
