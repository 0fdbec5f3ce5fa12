import type { DataSubject } from '@app/kernel';
import { webSessions, type SqlDatabase } from '@app/storage';
import { and, eq, isNull, lt } from 'drizzle-orm';

/** A web session that begins. */
export interface NewWebSession {
  readonly digest: Buffer;
  readonly credential: Buffer;
  readonly organisationId: string;
  readonly userId: string;
  readonly expiresAtMs: number;
}

/** Web sessions in Postgres, without their ids. Every method throws `AppError` `storage_unavailable` when it does not answer. */
export class SqlWebSessions {
  constructor(private readonly database: SqlDatabase) {}

  /** Keeps a session, and drops those that are over. */
  async begin({ expiresAtMs, ...session }: NewWebSession, nowMs: number): Promise<void> {
    await this.database.write(async (sql) => {
      await sql.delete(webSessions).where(lt(webSessions.expiresAt, new Date(nowMs)));
      await sql.insert(webSessions).values({ ...session, expiresAt: new Date(expiresAtMs) });
    });
  }

  /** Ends a session. One that is not there, or over, stays so. */
  async end(digest: Buffer, nowMs: number): Promise<void> {
    await this.database.write((sql) =>
      sql
        .update(webSessions)
        .set({ endedAt: new Date(nowMs) })
        .where(and(eq(webSessions.digest, digest), isNull(webSessions.endedAt))),
    );
  }

  /** Drops the sessions of a user. Returns how many they were. */
  async erase({ organisationId, userId }: DataSubject): Promise<number> {
    const rows = await this.database.write((sql) =>
      sql
        .delete(webSessions)
        .where(and(eq(webSessions.organisationId, organisationId), eq(webSessions.userId, userId)))
        .returning({ digest: webSessions.digest }),
    );
    return rows.length;
  }
}
