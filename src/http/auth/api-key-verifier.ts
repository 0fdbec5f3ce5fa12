import { hash, timingSafeEqual } from 'node:crypto';

/**
 * Tells whether a text is one of the configured keys. Compares digests in constant time and always all of them, so that
 * the answer's timing tells nothing about a key or its place in the list. The keys themselves are not kept.
 */
export class ApiKeyVerifier {
  private readonly digests: readonly Buffer[];

  constructor(keys: readonly string[]) {
    this.digests = keys.map(digest);
  }

  /** The place of the key in the list, from 0; undefined when it is not in it. */
  find(key: string): number | undefined {
    if (this.digests.length === 0) return undefined;
    const given = digest(key);
    let place: number | undefined;
    this.digests.forEach((known, index) => {
      if (timingSafeEqual(known, given)) place = index;
    });
    return place;
  }
}

function digest(key: string): Buffer {
  // By way of a text: a Buffer of the hash itself takes longer to make.
  return Buffer.from(hash('sha256', key, 'binary'), 'binary');
}
