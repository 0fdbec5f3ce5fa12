import type { Session, SessionRules } from './session';

/** A session that is to be opened. */
export interface SessionRequest {
  /** At least 128 random bits. */
  id: string;
  address?: string | undefined;
  userAgent?: string | undefined;
}

/** What became of a {@link SessionRequest}. */
export type SessionOpening =
  | { outcome: 'opened'; session: Session; /** Ended to make room. */ evicted: readonly Session[] }
  | { outcome: 'refused'; /** Those that take up all places, oldest first. */ open: readonly Session[] };

/**
 * The open sessions of users. Every operation is one atomic step on the store's own clock, and costs O(sessions of the user) at
 * most. A scope is one user (`ownerScope` of the kernel): nothing of another is ever seen, ended or counted. Entries that cannot be
 * read count as ended. Fails with whatever its storage fails with.
 */
export abstract class SessionStore {
  /** Opens a session if there is a place, or makes one, as the rules say. */
  abstract open(scope: string, request: SessionRequest, rules: SessionRules): Promise<SessionOpening>;

  /** Tells that a session is used: it lasts for another `idleMs`, within its greatest age. Undefined when it is not open. Costs O(1). */
  abstract touch(scope: string, id: string, idleMs: number): Promise<Session | undefined>;

  /** Those that are open, oldest first. */
  abstract list(scope: string): Promise<Session[]>;

  /** Ends a session. False when it was not open. */
  abstract end(scope: string, id: string): Promise<boolean>;

  /** Ends all sessions of the user. Gives how many were open. */
  abstract endAll(scope: string): Promise<number>;
}
