import { hash } from 'node:crypto';
import type { Identity } from './identity';

/** How a credential came: in a header, or as the cookie of a web session. What is good for the one is not for the other. */
export type CredentialKind = 'header' | 'session';

/** An identity that was looked up, with what is needed to look again. */
export interface KnownIdentity extends Identity {
  readonly kind: CredentialKind;
  readonly loadedAtMs: number;
  /** The identity as it is now; undefined when it is none any more. */
  readonly reload: () => Promise<Identity | undefined>;
}

/**
 * Identities by the whole SHA-256 of their credential, the most recently used ones up to a number. The credentials themselves
 * are not kept. A find costs about a microsecond.
 */
export class IdentityCache {
  private readonly known = new Map<string, KnownIdentity>();

  /** @param capacity most identities, at least 1. */
  constructor(private readonly capacity: number) {}

  /** How many are known. */
  get size(): number {
    return this.known.size;
  }

  get(credential: string, kind: CredentialKind): KnownIdentity | undefined {
    const name = nameOf(credential);
    const identity = this.known.get(name);
    if (identity?.kind !== kind) return undefined;
    // The order of a map is that of its insertions: what was used is the last to go.
    this.known.delete(name);
    this.known.set(name, identity);
    return identity;
  }

  set(credential: string, identity: KnownIdentity): void {
    const name = nameOf(credential);
    this.known.delete(name);
    this.known.set(name, identity);
    if (this.known.size <= this.capacity) return;
    const oldest = this.known.keys().next();
    if (oldest.done !== true) this.known.delete(oldest.value);
  }

  delete(credential: string): void {
    this.known.delete(nameOf(credential));
  }

  clear(): void {
    this.known.clear();
  }
}

function nameOf(credential: string): string {
  return hash('sha256', credential, 'base64');
}
