import type { Role } from '@app/kernel';
import type { Identity, StoredSession, TokenSubject, TokenUser } from './identity';

/**
 * Where identities are looked up when a request brings a credential that this process does not know yet. Every method throws
 * `AppError` `storage_unavailable` when it cannot be asked: then nobody is let in.
 */
export abstract class IdentityDirectory {
  /** A number that changes with every change of a key, session, user or organisation that takes or gives rights. */
  abstract version(): Promise<number>;

  /**
   * The identities of keys by their digests, in that order; undefined where there is no such key, or it was revoked, or its
   * user or organisation is disabled. One round trip. Whether a key has ended by its time is for the caller to see.
   */
  abstract findKeys(digests: readonly Buffer[]): Promise<(Identity | undefined)[]>;

  /** The web sessions of these digests, in that order; undefined where there is none, or it was ended. One round trip. */
  abstract findSessions(digests: readonly Buffer[]): Promise<(StoredSession | undefined)[]>;

  /**
   * The user of this subject; undefined when nobody has seen it yet. One that was erased is still known, and disabled until an
   * administrator enables it again.
   */
  abstract findTokenUser(subject: TokenSubject): Promise<TokenUser | undefined>;

  /** Makes the user of a subject that is new, in an organisation that exists. Made by another process meanwhile, or erased: that one. */
  abstract createTokenUser(subject: TokenSubject, organisationId: string, roles: readonly Role[]): Promise<TokenUser>;

  /**
   * Takes over the roles that a token says its user has, unless those of a token issued at the same time or later were.
   *
   * @param issuedAtMs epoch milliseconds.
   */
  abstract changeTokenRoles(user: TokenUser, roles: readonly Role[], issuedAtMs: number): Promise<void>;

  /** Remembers when keys were last used. */
  abstract noteUse(keyIds: readonly string[], atMs: number): Promise<void>;
}
