/** One session of a user: a place where the product is used from, such as a browser or a script. */
export interface Session {
  readonly id: string;
  /** Epoch milliseconds, by the store's clock. */
  readonly createdAtMs: number;
  /** To the second, epoch milliseconds. */
  readonly lastSeenAtMs: number;
  /** When it ends unless it is used again, epoch milliseconds; never later than its greatest age allows. */
  readonly expiresAtMs: number;
  /** Address of the client that opened it. Absent: not known. */
  readonly address?: string;
  /** What the client that opened it called itself, cut to {@link MAX_USER_AGENT_LENGTH}. Absent: it did not say. */
  readonly userAgent?: string;
}

/** Characters of a user agent that are kept. */
export const MAX_USER_AGENT_LENGTH = 200;

/** What happens when a user has as many sessions as are allowed: the new one is refused, or takes the place of the one opened first. */
export const SESSION_POLICIES = ['reject', 'evict-oldest'] as const;

/** One of {@link SESSION_POLICIES}. */
export type SessionPolicy = (typeof SESSION_POLICIES)[number];

/** How long sessions last and how many there may be. */
export interface SessionRules {
  /** Open sessions of one user, at least 1. */
  most: number;
  policy: SessionPolicy;
  /** Time without use after which a session ends, milliseconds. */
  idleMs: number;
  /** Time after which a session ends however much it is used, milliseconds. */
  maxAgeMs: number;
}
