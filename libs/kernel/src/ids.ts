import { randomBytes } from 'node:crypto';

const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';

/** Makes ids; injected so that tests can predict them. */
export abstract class IdGenerator {
  /** A new id such as `chat_01hq…`: prefix, then 130 random bits in 26 characters of Crockford's base 32, lower case. */
  abstract next(prefix: string): string;
}

const ID_BYTES = 26;
const POOL_BYTES = ID_BYTES * 128;

/** Ids from the operating system's random source, which is asked for 128 ids at a time: one call costs more than an id. */
export class RandomIdGenerator extends IdGenerator {
  private pool = Buffer.alloc(0);
  private used = 0;

  next(prefix: string): string {
    if (this.used >= this.pool.length) {
      this.pool = randomBytes(POOL_BYTES);
      this.used = 0;
    }
    let id = `${prefix}_`;
    for (const end = this.used + ID_BYTES; this.used < end; this.used++) {
      id += ALPHABET.charAt((this.pool[this.used] ?? 0) & 31);
    }
    return id;
  }
}
