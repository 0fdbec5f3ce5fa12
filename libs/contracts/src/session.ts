/** A session as its user and administrators see it. */
export interface SessionInfo {
  id: string;
  /** Epoch milliseconds. */
  createdAt: number;
  /** To the second, epoch milliseconds. */
  lastSeenAt: number;
  /** When it ends unless it is used again, epoch milliseconds. */
  expiresAt: number;
  /** Address of the client that opened it. Absent: not known. */
  address?: string;
  /** What the client that opened it called itself, at most 200 characters. Absent: it did not say. */
  userAgent?: string;
}
