import type { ErrorCode, SessionInfo } from '@app/contracts';

/** What an {@link AppError} may carry beside its code and message. */
export interface AppErrorOptions {
  /** The request field at fault, as a path such as `messages[0].content`. */
  param?: string;
  /** The error underneath. Never shown to a client. */
  cause?: unknown;
  /** True when the same call may succeed later. Decided once, where the cause is known. Default false. */
  retryable?: boolean;
  /** How long a client should wait before it tries again, milliseconds. */
  retryAfterMs?: number;
  /** With `version_conflict`: the version that is there now. */
  currentVersion?: number;
  /** With `session_limit_reached`: the open sessions, oldest first. */
  sessions?: SessionInfo[];
}

/**
 * The one error class of the product. Engines throw it (or a subclass); the HTTP layer turns it into the error body.
 * `message` is shown to the client for codes below 500, so it says what was wrong and what to do, and repeats no input.
 */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly param: string | undefined;
  readonly retryable: boolean;
  readonly retryAfterMs: number | undefined;
  readonly currentVersion: number | undefined;
  readonly sessions: SessionInfo[] | undefined;

  constructor(code: ErrorCode, message: string, options: AppErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = new.target.name;
    this.code = code;
    this.param = options.param;
    this.retryable = options.retryable ?? false;
    this.retryAfterMs = options.retryAfterMs;
    this.currentVersion = options.currentVersion;
    this.sessions = options.sessions;
  }
}
