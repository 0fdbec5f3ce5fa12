import { randomBytes } from 'node:crypto';

const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';

/** Makes ids; injected so that tests can predict them. */
export abstract class IdGenerator {
  /** A new id such as `chat_01hq…`: prefix, then 130 random bits in 26 characters of Crockford's base 32, lower case. */
  abstract next(prefix: string): string;
}

/** Ids from the operating system's random source. */
export class RandomIdGenerator extends IdGenerator {
  next(prefix: string): string {
    const bytes = randomBytes(26);
    let id = `${prefix}_`;
    for (const byte of bytes) id += ALPHABET.charAt(byte & 31);
    return id;
  }
}
