import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import type { OpaqueReasoning } from '@app/model';

const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const PURPOSE = 'stepwise reasoning ledger';

/**
 * Blocks as bytes that only this installation can read: AES-256-GCM under a key derived from its secret (RFC 5869), bound to the
 * user they are of. Nonce, tag, ciphertext.
 */
export class BlockSeal {
  private known: Buffer | undefined;

  /** @param secret gives at least 32 bytes; asked once, when the first block is sealed or opened. */
  constructor(private readonly secret: () => Buffer) {}

  private get key(): Buffer {
    return (this.known ??= Buffer.from(hkdfSync('sha256', this.secret(), Buffer.alloc(0), PURPOSE, 32)));
  }

  seal(blocks: readonly OpaqueReasoning[], userId: string): Buffer {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv('aes-256-gcm', this.key, nonce);
    cipher.setAAD(Buffer.from(userId));
    const sealed = Buffer.concat([cipher.update(JSON.stringify(blocks), 'utf8'), cipher.final()]);
    return Buffer.concat([nonce, cipher.getAuthTag(), sealed]);
  }

  /** Undefined for bytes that were sealed with another secret, for another user, or were changed. */
  open(sealed: Buffer, userId: string): OpaqueReasoning[] | undefined {
    if (sealed.length < NONCE_BYTES + TAG_BYTES) return undefined;
    const decipher = createDecipheriv('aes-256-gcm', this.key, sealed.subarray(0, NONCE_BYTES));
    decipher.setAAD(Buffer.from(userId));
    decipher.setAuthTag(sealed.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
    try {
      const text = Buffer.concat([decipher.update(sealed.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()]);
      return JSON.parse(text.toString('utf8')) as OpaqueReasoning[];
    } catch {
      return undefined; // the secret was changed: the reasoning is lost, as if it had expired
    }
  }
}
