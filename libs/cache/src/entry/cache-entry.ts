import type { EntryMeta } from './entry-meta';
import type { PackedBytes } from './packed-bytes';

/** A stored answer: the finished body, and beside it the events that led to it, each as JSON. */
export class CacheEntry {
  /** What the owner derived from the answer, kept as long as the entry is in memory; never stored. */
  memo: unknown;

  constructor(
    readonly meta: EntryMeta,
    readonly body: PackedBytes,
    readonly events: PackedBytes,
  ) {}

  /** What it takes in memory, estimated: bytes, metadata, and what is derived from the body. */
  get sizeBytes(): number {
    return OVERHEAD_BYTES + 3 * this.body.rawSizeBytes + this.events.bytes.length;
  }
}

const OVERHEAD_BYTES = 1_024;
