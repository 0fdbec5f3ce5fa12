import type { DataSubject, Role } from '@app/kernel';
import { users, type SqlDatabase } from '@app/storage';
import { and, desc, eq, lt } from 'drizzle-orm';
import type { CredentialHasher } from '../../credential-hasher';
import type { Page, PageQuery, Reach, User } from '../../records';
import { onlyRow, toPage, toUser } from './rows';

/** What stands in the place of a name that was erased. */
export const ERASED = 'erased';

/** What a new user is made of. */
export interface NewUser {
  readonly id: string;
  readonly organisationId: string;
  readonly name: string;
  readonly roles: readonly Role[];
}

/** What may be changed of a user. An absent field stays as it is; `null` takes it away. */
export interface UserChange {
  readonly name?: string;
  readonly roles?: readonly Role[];
  readonly disabledAt?: number | null;
}

/** Users in Postgres. Every method throws `AppError` `storage_unavailable` when it does not answer. */
export class SqlUsers {
  constructor(private readonly database: SqlDatabase) {}

  /** The organisation has to be there. */
  async create({ roles, ...user }: NewUser): Promise<User> {
    const rows = await this.database.write((sql) =>
      sql
        .insert(users)
        .values({ ...user, roles: [...roles] })
        .returning(),
    );
    return toUser(onlyRow(rows));
  }

  async list(reach: Reach, page: PageQuery): Promise<Page<User>> {
    const rows = await this.database.read((sql) =>
      sql
        .select()
        .from(users)
        .where(and(within(reach), page.after === undefined ? undefined : lt(users.id, page.after)))
        .orderBy(desc(users.id))
        .limit(page.limit + 1),
    );
    return toPage(rows, page, toUser);
  }

  /** Undefined when there is none of this id within reach. */
  async find(id: string, reach: Reach): Promise<User | undefined> {
    const [row] = await this.database.read((sql) =>
      sql
        .select()
        .from(users)
        .where(and(eq(users.id, id), within(reach))),
    );
    return row === undefined ? undefined : toUser(row);
  }

  /** As it is after the change; undefined when there is none of this id within reach. */
  async change(id: string, reach: Reach, { name, roles, disabledAt }: UserChange): Promise<User | undefined> {
    const [row] = await this.database.write((sql) =>
      sql
        .update(users)
        .set({
          id, // so that a change of nothing is a statement too
          ...(name === undefined ? {} : { name }),
          ...(roles === undefined ? {} : { roles: [...roles] }),
          ...(disabledAt === undefined ? {} : { disabledAt: disabledAt === null ? null : new Date(disabledAt) }),
        })
        .where(and(eq(users.id, id), within(reach)))
        .returning(),
    );
    return row === undefined ? undefined : toUser(row);
  }

  /**
   * Takes name and origin away and keeps the user out until `disabledAt` is taken away again; a keyed hash of the origin stays, so that
   * it is known to tokens. What others have of the user keeps its id. Returns how many they were.
   */
  async erase({ organisationId, userId }: DataSubject, nowMs: number, hasher: CredentialHasher): Promise<number> {
    const isMeant = and(eq(users.organisationId, organisationId), eq(users.id, userId));
    return this.database.write(async (sql) => {
      const [row] = await sql.select().from(users).where(isMeant).for('update');
      if (row === undefined) return 0;
      const { issuer, subject } = row;
      const subjectHash = issuer === null || subject === null ? row.subjectHash : hasher.subject(issuer, subject);
      await sql
        .update(users)
        .set({ name: ERASED, issuer: null, subject: null, subjectHash, disabledAt: new Date(nowMs) })
        .where(isMeant);
      return 1;
    });
  }
}

function within({ organisationId, userId }: Reach) {
  return and(
    organisationId === undefined ? undefined : eq(users.organisationId, organisationId),
    userId === undefined ? undefined : eq(users.id, userId),
  );
}
