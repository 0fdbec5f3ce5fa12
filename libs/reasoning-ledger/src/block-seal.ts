import { hkdfSync } from 'node:crypto';
import { openBytes, sealBytes } from '@app/kernel';
import type { OpaqueReasoning } from '@app/model';

const PURPOSE = 'stepwise reasoning ledger';
const KEY_BYTES = 32;

/**
 * Blocks as bytes that only this installation can read: sealed with a key derived from its secret (RFC 5869), bound to the user
 * they are of.
 */
export class BlockSeal {
  private known: Buffer | undefined;

  /** @param secret gives at least 32 bytes; asked once, when the first block is sealed or opened. */
  constructor(private readonly secret: () => Buffer) {}

  private get key(): Buffer {
    return (this.known ??= Buffer.from(hkdfSync('sha256', this.secret(), Buffer.alloc(0), PURPOSE, KEY_BYTES)));
  }

  seal(blocks: readonly OpaqueReasoning[], userId: string): Buffer {
    return sealBytes(this.key, Buffer.from(JSON.stringify(blocks)), userId);
  }

  /** Undefined for bytes that were sealed with another secret, for another user, or were changed: lost, as if they had expired. */
  open(sealed: Buffer, userId: string): OpaqueReasoning[] | undefined {
    const text = openBytes(this.key, sealed, userId)?.toString('utf8');
    return text === undefined ? undefined : (JSON.parse(text) as OpaqueReasoning[]);
  }
}
