import { actorOf, AuditTrail, type AuditAction, type AuditDetails } from '@app/audit';
import { UnitOfWork, type Principal } from '@app/kernel';
import { Injectable } from '@nestjs/common';

/** Where an act comes from. */
export interface ActOrigin {
  clientAddress: string;
  requestId: string;
}

/** Deletions, exports and imports with their entries in the audit trail: both last or neither does. */
@Injectable()
export class ConversationActs {
  constructor(
    private readonly units: UnitOfWork,
    private readonly trail: AuditTrail,
  ) {}

  /** Does what is asked and writes it down. `idOf` names the conversation of the result. */
  record<T>(
    principal: Principal,
    origin: ActOrigin,
    act: { action: AuditAction; idOf: (result: T) => string; details?: AuditDetails },
    work: () => Promise<T>,
  ): Promise<T> {
    return this.units.run(async () => {
      const result = await work();
      await this.trail.append({
        organisationId: principal.organisationId,
        actor: actorOf(principal),
        action: act.action,
        target: { type: 'conversation', id: act.idOf(result) },
        result: 'success',
        ...origin,
        ...(act.details === undefined ? {} : { details: act.details }),
      });
      return result;
    });
  }
}
