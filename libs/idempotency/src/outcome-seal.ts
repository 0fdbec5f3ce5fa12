import { hkdfSync } from 'node:crypto';
import { openBytes, sealBytes } from '@app/kernel';

const PURPOSE = 'stepwise idempotent outcome';
const KEY_BYTES = 32;

/**
 * Answers as bytes that are read with two things only: the secret of the installation, and the client's own Idempotency-Key, which is
 * stored nowhere. Each answer has a key of its own, derived from both (RFC 5869).
 */
export class OutcomeSeal {
  private known: Buffer | undefined;

  /** @param secret gives at least 32 bytes; asked once, when the first answer is sealed or opened. */
  constructor(private readonly secret: () => Buffer) {}

  /** @param sealKey of the request that the answer is of. */
  seal(body: Buffer, sealKey: Buffer): Buffer {
    return sealBytes(this.keyOf(sealKey), body, PURPOSE);
  }

  /** Throws an Error for bytes of another secret or request, or changed ones: the effect has happened, and must not happen again. */
  open(sealed: Buffer, sealKey: Buffer): Buffer {
    const body = openBytes(this.keyOf(sealKey), sealed, PURPOSE);
    if (body === undefined) throw new Error('A kept answer cannot be opened: it was changed, or the key secret was.');
    return body;
  }

  private keyOf(sealKey: Buffer): Buffer {
    this.known ??= this.secret();
    return Buffer.from(hkdfSync('sha256', this.known, sealKey, PURPOSE, KEY_BYTES));
  }
}
