import { AppError, type Clock, type IdGenerator, type Principal, type Role } from '@app/kernel';
import { apiKeys, identityState, organisations, users, webSessions, type SqlDatabase } from '@app/storage';
import { and, eq, gt, inArray, isNull, lt, or } from 'drizzle-orm';
import type { CredentialHasher } from '../../credential-hasher';
import type { Identity, StoredSession, TokenSubject, TokenUser } from '../../identity';
import { IdentityDirectory } from '../../identity-directory';
import { toRights } from './rows';

/** Precision of the last use, milliseconds: more often the row is not written. */
const USE_PRECISION_MS = 60_000;

/** What a {@link SqlIdentityDirectory} works with. */
export interface SqlIdentityDirectoryParts {
  readonly database: SqlDatabase;
  readonly hasher: CredentialHasher;
  readonly clock: Clock;
  readonly ids: IdGenerator;
  /** Told of a user whom a token made or gave other roles, in the same unit of work: when it rejects, nothing has changed. */
  readonly onTokenUser?: (user: TokenUser, what: 'create' | 'update') => Promise<void>;
}

/** {@link IdentityDirectory} in Postgres. */
export class SqlIdentityDirectory extends IdentityDirectory {
  constructor(private readonly parts: SqlIdentityDirectoryParts) {
    super();
  }

  override async version(): Promise<number> {
    const [row] = await this.parts.database.read((sql) =>
      sql.select({ version: identityState.version }).from(identityState),
    );
    if (row === undefined) throw new AppError('storage_unavailable', 'The identity state has no row.');
    return row.version;
  }

  override async findKeys(digests: readonly Buffer[]): Promise<(Identity | undefined)[]> {
    const rows = await this.parts.database.read((sql) =>
      sql
        .select({ key: apiKeys, roles: users.roles })
        .from(apiKeys)
        .innerJoin(users, eq(users.id, apiKeys.userId))
        .innerJoin(organisations, eq(organisations.id, apiKeys.organisationId))
        .where(
          and(
            inArray(apiKeys.digest, [...digests]),
            isNull(apiKeys.revokedAt),
            isNull(users.disabledAt),
            isNull(organisations.disabledAt),
          ),
        ),
    );
    const found = new Map(rows.map(({ key, roles }) => [nameOf(key.digest), toIdentity(key, roles)]));
    return digests.map((digest) => found.get(nameOf(digest)));
  }

  override async findSessions(digests: readonly Buffer[]): Promise<(StoredSession | undefined)[]> {
    const rows = await this.parts.database.read((sql) =>
      sql
        .select({ digest: webSessions.digest, credential: webSessions.credential, expiresAt: webSessions.expiresAt })
        .from(webSessions)
        .innerJoin(users, eq(users.id, webSessions.userId))
        .where(
          and(
            inArray(webSessions.digest, [...digests]),
            isNull(webSessions.endedAt),
            gt(webSessions.expiresAt, new Date(this.parts.clock.now())),
            isNull(users.disabledAt),
          ),
        ),
    );
    const found = new Map(
      rows.map(({ digest, credential, expiresAt }) => [
        nameOf(digest),
        { credential, expiresAtMs: expiresAt.getTime() },
      ]),
    );
    return digests.map((digest) => found.get(nameOf(digest)));
  }

  override async findTokenUser({ issuer, subject }: TokenSubject): Promise<TokenUser | undefined> {
    const [row] = await this.parts.database.read((sql) =>
      sql
        .select({ user: users, organisationDisabledAt: organisations.disabledAt })
        .from(users)
        .innerJoin(organisations, eq(organisations.id, users.organisationId))
        .where(
          or(
            and(eq(users.issuer, issuer), eq(users.subject, subject)),
            eq(users.subjectHash, this.parts.hasher.subject(issuer, subject)),
          ),
        )
        .orderBy(users.subjectHash) // without one is last
        .limit(1),
    );
    if (row === undefined) return undefined;
    const { id, organisationId, roles, rolesAt, disabledAt } = row.user;
    const isDisabled = disabledAt !== null || row.organisationDisabledAt !== null;
    return {
      userId: id,
      organisationId,
      roles,
      isDisabled,
      ...(rolesAt === null ? {} : { rolesAtMs: rolesAt.getTime() }),
    };
  }

  override async createTokenUser(
    subject: TokenSubject,
    organisationId: string,
    roles: readonly Role[],
  ): Promise<TokenUser> {
    const { issuer, subject: name } = subject;
    const id = this.parts.ids.nextOrdered('user', this.parts.clock.now());
    await this.parts.database.write(async (sql) => {
      if ((await this.findTokenUser(subject)) !== undefined) return;
      const made = await sql
        .insert(users)
        .values({ id, organisationId, name: subject.name, roles: [...roles], issuer, subject: name })
        .onConflictDoNothing()
        .returning({ id: users.id });
      if (made.length > 0)
        await this.parts.onTokenUser?.({ organisationId, userId: id, roles, isDisabled: false }, 'create');
    });
    const user = await this.findTokenUser(subject);
    if (user === undefined) throw new AppError('internal_error', 'A user that was just made is not there.');
    return user;
  }

  override async changeTokenRoles(user: TokenUser, roles: readonly Role[], issuedAtMs: number): Promise<void> {
    const rolesAt = new Date(issuedAtMs);
    await this.parts.database.write(async (sql) => {
      const changed = await sql
        .update(users)
        .set({ roles: [...roles], rolesAt })
        .where(and(eq(users.id, user.userId), or(isNull(users.rolesAt), lt(users.rolesAt, rolesAt))))
        .returning({ id: users.id });
      if (changed.length > 0) await this.parts.onTokenUser?.({ ...user, roles }, 'update');
    });
  }

  override async noteUse(keyIds: readonly string[], atMs: number): Promise<void> {
    if (keyIds.length === 0) return;
    const before = new Date(atMs - USE_PRECISION_MS);
    await this.parts.database.write((sql) =>
      sql
        .update(apiKeys)
        .set({ lastUsedAt: new Date(atMs) })
        .where(and(inArray(apiKeys.id, [...keyIds]), or(isNull(apiKeys.lastUsedAt), lt(apiKeys.lastUsedAt, before)))),
    );
  }
}

function toIdentity(key: typeof apiKeys.$inferSelect, roles: readonly Role[]): Identity {
  const { expiresAt, ...rights } = toRights(key);
  const principal: Principal = {
    kind: 'key',
    organisationId: key.organisationId,
    userId: key.userId,
    keyId: key.id,
    roles,
    ...rights,
  };
  return { principal: Object.freeze(principal), ...(expiresAt === undefined ? {} : { expiresAtMs: expiresAt }) };
}

function nameOf(digest: Buffer): string {
  return digest.toString('latin1');
}
