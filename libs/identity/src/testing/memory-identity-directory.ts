import type { Role } from '@app/kernel';
import type { Identity, StoredSession, TokenSubject, TokenUser } from '../identity';
import { IdentityDirectory } from '../identity-directory';

/** A directory that a test fills and breaks. */
export class MemoryIdentityDirectory extends IdentityDirectory {
  /** What it has, by the digest in hexadecimal. Change {@link current} with it, as the database does. */
  readonly keys = new Map<string, Identity>();
  readonly sessions = new Map<string, StoredSession>();
  readonly users = new Map<string, TokenUser>();
  readonly uses: { keyIds: readonly string[]; atMs: number }[] = [];
  /** How often keys were looked up. */
  lookups = 0;
  current = 1;
  /** While set, every call rejects with it. */
  failure: Error | undefined;

  override version(): Promise<number> {
    return this.answer(() => this.current);
  }

  override findKeys(digests: readonly Buffer[]): Promise<(Identity | undefined)[]> {
    this.lookups += 1;
    return this.answer(() => digests.map((digest) => this.keys.get(digest.toString('hex'))));
  }

  override findSessions(digests: readonly Buffer[]): Promise<(StoredSession | undefined)[]> {
    return this.answer(() => digests.map((digest) => this.sessions.get(digest.toString('hex'))));
  }

  override findTokenUser({ issuer, subject }: TokenSubject): Promise<TokenUser | undefined> {
    return this.answer(() => this.users.get(`${issuer} ${subject}`));
  }

  override createTokenUser(
    { issuer, subject }: TokenSubject,
    organisationId: string,
    roles: readonly Role[],
  ): Promise<TokenUser> {
    return this.answer(() => {
      const user = { organisationId, userId: `user_${this.users.size + 1}`, roles, isDisabled: false };
      this.users.set(`${issuer} ${subject}`, user);
      return user;
    });
  }

  override changeTokenRoles(user: TokenUser, roles: readonly Role[], issuedAtMs: number): Promise<void> {
    return this.answer(() => {
      for (const [name, { userId, rolesAtMs = -Infinity }] of this.users) {
        if (userId !== user.userId || rolesAtMs >= issuedAtMs) continue;
        this.users.set(name, { ...user, roles, rolesAtMs: issuedAtMs });
        this.current += 1;
      }
    });
  }

  override noteUse(keyIds: readonly string[], atMs: number): Promise<void> {
    return this.answer(() => void this.uses.push({ keyIds, atMs }));
  }

  private async answer<T>(give: () => T): Promise<T> {
    await Promise.resolve();
    if (this.failure !== undefined) throw this.failure;
    return give();
  }
}
