import { createHash, timingSafeEqual } from 'node:crypto';

/**
 * Tells whether a text is one of the configured keys. Compares digests in constant time and always all of them, so that
 * the answer's timing tells nothing about a key or its place in the list. The keys themselves are not kept.
 */
export class ApiKeyVerifier {
  private readonly digests: readonly Buffer[];

  constructor(keys: readonly string[]) {
    this.digests = keys.map(digest);
  }

  /** True when keys are configured at all. */
  get isNeeded(): boolean {
    return this.digests.length > 0;
  }

  verify(key: string): boolean {
    const given = digest(key);
    let isKnown = false;
    for (const known of this.digests) isKnown = timingSafeEqual(known, given) || isKnown;
    return isKnown;
  }
}

function digest(key: string): Buffer {
  return createHash('sha256').update(key, 'utf8').digest();
}
