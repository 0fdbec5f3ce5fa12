/** Redis answered with an error: it is there, and the command was wrong or is refused. */
export class ReplyError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'ReplyError';
  }
}

const WRITE_REFUSED = /\b(?:OOM command not allowed|MISCONF|NOREPLICAS)\b/;

/** The breaker's error, and that of ioredis for a connection that is not there. */
const NEVER_SENT = /^(?:BreakerOpenError$|Stream isn't writeable)/;

/** What Redis 6.2 puts before the answer to a command of a script; later versions do not. */
const IN_SCRIPT = /^ERR Error running script .*: -/;

/** Answers that mean "not now": the server starts, lost its master, or was demoted. */
const NOT_NOW = /^(?:LOADING|MASTERDOWN|CLUSTERDOWN|READONLY|TRYAGAIN|NOAUTH|WRONGPASS|UNKILLABLE|BUSY)\b/;

/**
 * True when the command was certainly not run: it was never sent, or Redis refused it for what it is now. After a timeout or a lost
 * connection nobody knows.
 */
export function wasNotRun(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error.name === 'ReplyError') return meansNotNow(error) || refusesWrites(error);
  return NEVER_SENT.test(error.name) || NEVER_SENT.test(error.message);
}

/** True when Redis answers and takes no writes now: its memory or disk is full, or it has lost its replicas. */
export function refusesWrites(error: unknown): boolean {
  return error instanceof Error && WRITE_REFUSED.test(error.message);
}

/** True when Redis gave no answer that says anything about the command: no connection, no reply in time, not ready. */
export function isUnavailable(error: unknown): boolean {
  if (!(error instanceof Error)) return true;
  return error.name !== 'ReplyError' || meansNotNow(error);
}

/** True for the answer of a master that was demoted: another server is the master now. */
export function wasDemoted(error: Error): boolean {
  return answerOf(error).startsWith('READONLY');
}

function meansNotNow(error: Error): boolean {
  return NOT_NOW.test(answerOf(error));
}

function answerOf({ message }: Error): string {
  return message.replace(IN_SCRIPT, '');
}
