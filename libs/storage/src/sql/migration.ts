/** A step of the schema, as it ships with the program. */
export interface Migration {
  /** From 1, unique: the order in which they run. */
  version: number;
  /** What it brings, from the file's name. */
  name: string;
  sql: string;
  /** SHA-256 of the text, hexadecimal. */
  checksum: string;
}

/** A migration that a database has had. */
export interface AppliedMigration {
  version: number;
  name: string;
  checksum: string;
  appliedAt: Date;
}
