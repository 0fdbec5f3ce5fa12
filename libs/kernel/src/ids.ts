import { randomBytes } from 'node:crypto';

const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';
const CODES = Buffer.from(ALPHABET, 'latin1');

/** Makes ids; injected so that tests can predict them. */
export abstract class IdGenerator {
  /** A new id such as `chat_01hq…`: prefix, then 130 random bits in 26 characters of Crockford's base 32, lower case. */
  abstract next(prefix: string): string;

  /**
   * A new id of the same form whose first 10 characters are the time (the layout of ULID: 48 bits of epoch milliseconds,
   * then 80 random bits). Ids of different milliseconds sort by time as text, so new rows of a table lie together.
   */
  abstract nextOrdered(prefix: string, epochMs: number): string;
}

const ID_BYTES = 26;
const TIME_CHARACTERS = 10;
const POOL_BYTES = ID_BYTES * 128;

/** Ids from the operating system's random source, which is asked for 128 ids at a time: one call costs more than an id. */
export class RandomIdGenerator extends IdGenerator {
  /** Characters for the next ids. */
  private pool = Buffer.alloc(0);
  private used = 0;

  next(prefix: string): string {
    return `${prefix}_${this.random(ID_BYTES)}`;
  }

  nextOrdered(prefix: string, epochMs: number): string {
    return `${prefix}_${timeCharacters(epochMs)}${this.random(ID_BYTES - TIME_CHARACTERS)}`;
  }

  private random(characters: number): string {
    if (this.used + characters > this.pool.length) {
      this.pool = randomBytes(POOL_BYTES);
      for (let at = 0; at < POOL_BYTES; at++) this.pool[at] = CODES[(this.pool[at] ?? 0) & 31] ?? 0;
      this.used = 0;
    }
    const start = this.used;
    this.used += characters;
    return this.pool.toString('latin1', start, this.used);
  }
}

function timeCharacters(epochMs: number): string {
  let text = '';
  for (let rest = epochMs, i = 0; i < TIME_CHARACTERS; i++) {
    text = ALPHABET.charAt(rest % 32) + text;
    rest = Math.floor(rest / 32);
  }
  return text;
}
