import type { DataSubject, PrincipalLimits } from '@app/kernel';
import { apiKeys, organisations, users, type SqlDatabase } from '@app/storage';
import { and, arrayContains, desc, eq, gt, isNull, lt, or, sql as sqlText } from 'drizzle-orm';
import type { ApiKey, KeyRights, NewKey, Page, PageQuery, Reach, User } from '../../records';
import { onlyRow, fromRights, toApiKey, toPage } from './rows';
import { ERASED } from './sql-users';

/** What may be changed of a key: its name, or all of its rights together. An absent field stays as it is. */
export interface KeyChange {
  readonly name?: string;
  readonly rights?: KeyRights;
  readonly revokedAt?: number;
}

/** API keys in Postgres, without their text. Every method throws `AppError` `storage_unavailable` when it does not answer. */
export class SqlApiKeys {
  constructor(private readonly database: SqlDatabase) {}

  async create(
    { id, name, prefix, digest, ...rights }: NewKey,
    user: Pick<User, 'id' | 'organisationId'>,
  ): Promise<ApiKey> {
    const { id: userId, organisationId } = user;
    const rows = await this.database.write((sql) =>
      sql
        .insert(apiKeys)
        .values({ id, organisationId, userId, name, prefix, digest, ...fromRights(rights) })
        .returning(),
    );
    return toApiKey(onlyRow(rows));
  }

  async list(reach: Reach, page: PageQuery): Promise<Page<ApiKey>> {
    const rows = await this.database.read((sql) =>
      sql
        .select()
        .from(apiKeys)
        .where(and(within(reach), page.after === undefined ? undefined : lt(apiKeys.id, page.after)))
        .orderBy(desc(apiKeys.id))
        .limit(page.limit + 1),
    );
    return toPage(rows, page, toApiKey);
  }

  /** Undefined when there is none of this id within reach. In a unit of work that is to change it: with `lock`. */
  async find(id: string, reach: Reach, { lock = false } = {}): Promise<ApiKey | undefined> {
    const [row] = await this.database.read((sql) => {
      const query = sql
        .select()
        .from(apiKeys)
        .where(and(eq(apiKeys.id, id), within(reach)));
      return lock ? query.for('update') : query;
    });
    return row === undefined ? undefined : toApiKey(row);
  }

  /** As it is after the change; undefined when there is none of this id within reach. */
  async change(id: string, reach: Reach, { name, rights, revokedAt }: KeyChange): Promise<ApiKey | undefined> {
    const [row] = await this.database.write((sql) =>
      sql
        .update(apiKeys)
        .set({
          id, // so that a change of nothing is a statement too
          ...(name === undefined ? {} : { name }),
          ...(rights === undefined ? {} : fromRights(rights)),
          ...(revokedAt === undefined ? {} : { revokedAt: new Date(revokedAt) }),
        })
        .where(and(eq(apiKeys.id, id), within(reach)))
        .returning(),
    );
    return row === undefined ? undefined : toApiKey(row);
  }

  /** Revokes the keys of a user and takes their names away. Returns how many they were. */
  async erase({ organisationId, userId }: DataSubject, nowMs: number): Promise<number> {
    const rows = await this.database.write((sql) =>
      sql
        .update(apiKeys)
        .set({ name: ERASED, lastUsedAt: null, revokedAt: sqlText`coalesce(${apiKeys.revokedAt}, ${new Date(nowMs)})` })
        .where(and(eq(apiKeys.organisationId, organisationId), eq(apiKeys.userId, userId)))
        .returning({ id: apiKeys.id }),
    );
    return rows.length;
  }

  /** The limits of each key of a user that is neither revoked nor over. */
  async limitsInForce({ organisationId, userId }: DataSubject, nowMs: number): Promise<PrincipalLimits[]> {
    const rows = await this.database.read((sql) =>
      sql
        .select({ limits: apiKeys.limits })
        .from(apiKeys)
        .where(and(within({ organisationId, userId }), inForce(nowMs))),
    );
    return rows.map(({ limits }) => limits);
  }

  /** Whether there is a key that lets somebody administer this organisation now: not narrowed from it, not over. */
  async hasAdminKey(organisationId: string, nowMs: number): Promise<boolean> {
    const rows = await this.database.read((sql) =>
      sql
        .select({ id: apiKeys.id })
        .from(apiKeys)
        .innerJoin(users, eq(users.id, apiKeys.userId))
        .innerJoin(organisations, eq(organisations.id, apiKeys.organisationId))
        .where(
          and(
            eq(apiKeys.organisationId, organisationId),
            inForce(nowMs),
            or(isNull(apiKeys.scopes), arrayContains(apiKeys.scopes, ['admin'])),
            arrayContains(users.roles, ['admin']),
            isNull(users.disabledAt),
            isNull(organisations.disabledAt),
          ),
        )
        .limit(1),
    );
    return rows.length > 0;
  }
}

function inForce(nowMs: number) {
  return and(isNull(apiKeys.revokedAt), or(isNull(apiKeys.expiresAt), gt(apiKeys.expiresAt, new Date(nowMs))));
}

function within({ organisationId, userId }: Reach) {
  return and(
    organisationId === undefined ? undefined : eq(apiKeys.organisationId, organisationId),
    userId === undefined ? undefined : eq(apiKeys.userId, userId),
  );
}
