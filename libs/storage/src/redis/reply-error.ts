/** Redis answered with an error: it is there, and the command was wrong or is refused. */
export class ReplyError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'ReplyError';
  }
}

/** Answers that mean "not now": the server starts, lost its master, or was demoted. */
const NOT_NOW = /^(?:LOADING|MASTERDOWN|CLUSTERDOWN|READONLY|TRYAGAIN|NOAUTH|WRONGPASS|UNKILLABLE|BUSY)\b/;

/** True when Redis gave no answer that says anything about the command: no connection, no reply in time, not ready. */
export function isUnavailable(error: unknown): boolean {
  if (!(error instanceof Error)) return true;
  return error.name !== 'ReplyError' || NOT_NOW.test(error.message);
}
