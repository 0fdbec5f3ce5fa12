import { AppError, type Clock, type Principal } from '@app/kernel';
import type { CredentialHasher } from './credential-hasher';
import type { Identity, StoredSession } from './identity';
import { IdentityCache, type CredentialKind, type KnownIdentity } from './identity-cache';
import type { IdentityDirectory } from './identity-directory';
import { isKeyText, isSessionText } from './key-text';
import { LookupBatch } from './lookup-batch';
import { hasLostRights } from './lost-rights';
import { isTokenText } from './token/is-token-text';
import type { TokenIdentities } from './token/token-identities';

/** What an {@link Authenticator} works with. */
export interface AuthenticatorParts {
  directory: IdentityDirectory;
  hasher: CredentialHasher;
  clock: Clock;
  /** Absent: no tokens are taken. */
  tokens?: TokenIdentities | undefined;
  /** Whose a key is that is not in the directory, by its digest: for sessions that were begun with one. */
  fixedKey?: (digest: Buffer) => Principal | undefined;
  /** Most identities kept in memory. Default 10000. */
  capacity?: number;
  /** How long a known identity is good while the directory does not answer, milliseconds. Default 60000. */
  graceMs?: number;
}

/** The one answer to every credential that is not good: it tells nothing of why. */
export function invalidCredential(): AppError {
  return new AppError('unauthenticated', 'The API key or token is not valid.');
}

/**
 * Tells whose a credential is. What was seen before is answered at once from memory; anything else is looked up. Memory is
 * dropped when the directory's version changes ({@link refresh}), and counts for a limited time only while that cannot be asked.
 *
 * Whatever is wrong with a credential (unknown, malformed, revoked, ended, of somebody disabled), the error is the same.
 */
export class Authenticator {
  private readonly cache: IdentityCache;
  private readonly keys: LookupBatch<Identity>;
  private readonly sessions: LookupBatch<StoredSession>;
  /** What a principal came from, and the {@link epoch} that it was last found to be good in. */
  private readonly origins = new WeakMap<Principal, { known: KnownIdentity; epoch: number }>();
  private readonly used = new Set<string>();
  private readonly graceMs: number;
  private version: number | undefined;
  private confirmedAtMs = Number.NEGATIVE_INFINITY;
  /** Counts the times that memory was dropped: what was looked up before is not put into memory after. */
  private epoch = 0;

  constructor(private readonly parts: AuthenticatorParts) {
    const { directory } = parts;
    this.cache = new IdentityCache(parts.capacity ?? 10_000);
    this.graceMs = parts.graceMs ?? 60_000;
    this.keys = new LookupBatch((digests) => directory.findKeys(digests));
    this.sessions = new LookupBatch((digests) => directory.findSessions(digests));
  }

  /** How many identities are in memory. */
  get knownCount(): number {
    return this.cache.size;
  }

  /** The identity of a credential that was seen before and still counts. Synchronous; undefined: {@link identify} it. */
  recall(credential: string, kind: CredentialKind): Identity | undefined {
    const known = this.cache.get(credential, kind);
    if (known === undefined) return undefined;
    const now = this.parts.clock.now();
    if (isOver(known, now) || now - Math.max(this.confirmedAtMs, known.loadedAtMs) > this.graceMs) {
      this.cache.delete(credential);
      return undefined;
    }
    this.noteUse(known);
    return known;
  }

  /**
   * Looks a credential up.
   *
   * @throws AppError `unauthenticated` for one that is not good; `storage_unavailable` and `overloaded` when that cannot be told.
   */
  async identify(credential: string, kind: CredentialKind): Promise<Identity> {
    const { epoch } = this;
    const reload = this.lookupOf(credential, kind);
    const identity = await reload?.();
    const now = this.parts.clock.now();
    if (reload === undefined || identity === undefined || isOver(identity, now)) {
      throw invalidCredential();
    }
    const known: KnownIdentity = { ...identity, kind, loadedAtMs: now, reload };
    if (epoch === this.epoch) this.cache.set(credential, known);
    this.origins.set(known.principal, { known, epoch });
    this.noteUse(known);
    return known;
  }

  /** Drops from memory what a credential stood for. */
  forget(credential: string): void {
    this.cache.delete(credential);
  }

  /**
   * Asks the directory whether anything has changed, and drops memory then. To be called every few seconds and when another
   * process tells of a change. Returns whether something has changed. Rejects when the directory does not answer.
   */
  async refresh(): Promise<boolean> {
    const askedAtMs = this.parts.clock.now();
    const version = await this.parts.directory.version();
    this.confirmedAtMs = askedAtMs;
    if (version === this.version) return false;
    const isFirst = this.version === undefined;
    this.version = version;
    this.cache.clear();
    this.epoch += 1;
    return !isFirst;
  }

  /** Whether something has changed since a principal was last found to be good, or its time is over. Synchronous. */
  isInDoubt(principal: Principal): boolean {
    const origin = this.origins.get(principal);
    if (origin === undefined) return false;
    return origin.epoch !== this.epoch || isOver(origin.known, this.parts.clock.now());
  }

  /**
   * Why somebody who was let in may not go on: the key was revoked or has ended, or rights were taken away. Undefined: may go
   * on. Rejects when the directory does not answer. Who did not come through this authenticator may always go on.
   */
  async refusalNow(principal: Principal): Promise<AppError | undefined> {
    const origin = this.origins.get(principal);
    if (origin === undefined) return undefined;
    const { epoch } = this;
    const identity = await origin.known.reload();
    if (identity === undefined || isOver(identity, this.parts.clock.now())) {
      return new AppError('unauthenticated', 'The API key or session has ended.');
    }
    if (!hasLostRights(principal, identity.principal)) {
      origin.epoch = epoch;
      return undefined;
    }
    return new AppError('forbidden', 'Rights of this user or key were taken away. Send the request again.');
  }

  /** The ids of the keys that were used since the last call. */
  takeUsedKeys(): string[] {
    const ids = [...this.used];
    this.used.clear();
    return ids;
  }

  private noteUse({ principal }: KnownIdentity): void {
    if (principal.keyId !== undefined) this.used.add(principal.keyId);
  }

  /** How to look a credential up; undefined for one that cannot be good. */
  private lookupOf(credential: string, kind: CredentialKind): KnownIdentity['reload'] | undefined {
    const { hasher, tokens } = this.parts;
    if (kind === 'session') {
      if (!isSessionText(credential)) return undefined;
      const digest = hasher.digest(credential);
      const csrfToken = hasher.csrfToken(credential);
      return () => this.findSession(digest, csrfToken);
    }
    if (isKeyText(credential)) {
      const digest = hasher.digest(credential);
      return () => this.keys.find(digest);
    }
    return tokens !== undefined && isTokenText(credential) ? tokens.lookup(credential) : undefined;
  }

  private async findSession(digest: Buffer, csrfToken: string): Promise<Identity | undefined> {
    const session = await this.sessions.find(digest);
    if (session === undefined) return undefined;
    const fixed = this.parts.fixedKey?.(session.credential);
    const owner = fixed === undefined ? await this.keys.find(session.credential) : { principal: fixed };
    if (owner === undefined) return undefined;
    const expiresAtMs = Math.min(session.expiresAtMs, owner.expiresAtMs ?? Infinity);
    // A principal of its own, so that the streams of the session and of the key are told apart.
    return { principal: Object.freeze({ ...owner.principal }), expiresAtMs, csrfToken };
  }
}

function isOver({ expiresAtMs }: Identity, nowMs: number): boolean {
  return expiresAtMs !== undefined && expiresAtMs <= nowMs;
}
