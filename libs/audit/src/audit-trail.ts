import type { AuditEntry } from './audit-entry';

/** Where acts are written down. Nothing that was written is ever changed. */
export abstract class AuditTrail {
  /**
   * Writes an act down. Within a unit of work (`UnitOfWork` of the kernel) it lasts if and only if the act does; make it the last
   * write of the unit, because the trail of an organisation is one chain whose end it holds until the unit ends. Outside of one
   * it is a unit by itself, and resolves when it is on the disk of the database; such entries of one moment share a transaction.
   *
   * @throws AppError `audit_unavailable` outside a unit when the database does not take it: then the act must not be done, or its
   * result not be given out. Within a unit, whatever the database says, for the unit to decide.
   */
  abstract append(entry: AuditEntry): Promise<void>;
}
