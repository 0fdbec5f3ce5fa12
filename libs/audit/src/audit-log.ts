import type { AuditAction, AuditResult, AuditTargetType } from './audit-action';
import type { ChainLink } from './chain';

/** Which entries of one organisation are asked for. Absent fields do not narrow. */
export interface AuditFilter {
  organisationId: string;
  action?: AuditAction | undefined;
  result?: AuditResult | undefined;
  userId?: string | undefined;
  target?: { type: AuditTargetType; id?: string | undefined } | undefined;
  /** Epoch milliseconds, inclusive. */
  since?: number | undefined;
  /** Epoch milliseconds, exclusive. */
  until?: number | undefined;
}

/** The end of a chain. */
export interface ChainHead {
  organisationId: string;
  sequence: number;
  hash: string;
}

/** The beginning of a chain that is in a file now. */
export interface AuditArchive {
  organisationId: string;
  firstSequence: number;
  lastSequence: number;
  /** The hash before its first entry. */
  previousHash: string;
  /** The hash of its last entry. */
  lastHash: string;
  /** Where it is: a path below the folder of archives. */
  file: string;
  /** SHA-256 of the file. */
  fileHash: string;
}

/** Reads the audit trail. Fails with `storage_unavailable` when the database is away. */
export abstract class AuditLog {
  /** Entries newest first, those before a sequence number only when one is given; at most `limit`. */
  abstract find(filter: AuditFilter, page: { before?: number | undefined; limit: number }): Promise<ChainLink[]>;

  /** Links after a sequence number, in order; at most `limit`. What is archived is not here. */
  abstract after(organisationId: string, sequence: number, limit: number): Promise<ChainLink[]>;

  /** The end of the chain of an organisation; undefined while it has none. */
  abstract head(organisationId: string): Promise<ChainHead | undefined>;

  /** The ends of all chains. Costs O(organisations). */
  abstract heads(): Promise<ChainHead[]>;

  /** Removes entries that are in a file now, and keeps what proves that. Joins the unit of work that runs. */
  abstract remove(archive: AuditArchive): Promise<void>;

  /** What is in files, oldest first. */
  abstract archives(organisationId: string): Promise<AuditArchive[]>;
}
