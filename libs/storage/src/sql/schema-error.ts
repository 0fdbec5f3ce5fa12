/** Why a database cannot be used with this program. */
export type SchemaProblem =
  /** The server refuses the user or the password, or has no database of that name. */
  | 'refused'
  /** The server is older than 15. */
  | 'server_too_old'
  /** A migration that the database has had is another one now. */
  | 'migration_changed'
  /** The database has had migrations that this program does not know: it is of a newer version. */
  | 'program_too_old'
  /** Another process migrates for longer than the wait. */
  | 'locked'
  /** The server takes no writes: it is a standby. */
  | 'read_only';

/** The database answers and cannot be used. No retry mends it; the message says what does. */
export class SchemaError extends Error {
  constructor(
    readonly problem: SchemaProblem,
    message: string,
  ) {
    super(message);
    this.name = 'SchemaError';
  }
}
