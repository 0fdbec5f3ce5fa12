import {
  actorOf,
  AuditTrail,
  SYSTEM_ACTOR,
  type AuditAction,
  type AuditDetails,
  type AuditEntry,
  type AuditTarget,
} from '@app/audit';
import { Clock, IdGenerator, UnitOfWork, type Principal } from '@app/kernel';
import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { principalOf } from '../http/auth/principal-of';
import { clientAddress } from '../http/request/client-address';
import { IdentityChanges } from './identity/identity-changes';

/** Who acts, and from where. */
export interface Acting {
  readonly principal: Principal;
  readonly clientAddress: string;
  readonly requestId: string;
}

/** What was done, as the audit trail of the organisation that it was done to tells it. */
export interface Act<Result> {
  readonly result: Result;
  readonly organisationId: string;
  readonly action: AuditAction;
  readonly target: AuditTarget;
  readonly details?: AuditDetails;
}

/** Who acts in a request. */
export function actingOf(request: FastifyRequest): Acting {
  return actingAs(principalOf(request), request);
}

/** Somebody who acts in a request that did not say so. */
export function actingAs(principal: Principal, request: FastifyRequest): Acting {
  return { principal, clientAddress: clientAddress(request), requestId: request.id };
}

/** Administrative acts: each is one unit of work with its audit entry, and every process hears of it at once. */
@Injectable()
export class Acts {
  constructor(
    private readonly unit: UnitOfWork,
    private readonly audit: AuditTrail,
    private readonly changes: IdentityChanges,
    private readonly clock: Clock,
    private readonly ids: IdGenerator,
  ) {}

  /** Epoch milliseconds. */
  now(): number {
    return this.clock.now();
  }

  /** An id that sorts by time, such as `user_…`. */
  newId(kind: string): string {
    return this.ids.nextOrdered(kind, this.clock.now());
  }

  /** Does the work. It may be run again after a conflict, so outside the database it must change nothing. */
  async perform<Result>(acting: Acting, work: () => Promise<Act<Result>>): Promise<Result> {
    const { principal, clientAddress, requestId } = acting;
    const { result } = await this.unit.run(async () => {
      const act = await work();
      await this.append(act, { actor: actorOf(principal), clientAddress, requestId });
      return act;
    });
    await this.changes.tell();
    return result;
  }

  /** Does the program's own work in the same way. Undefined when there was nothing to do. */
  async performBySystem<Result>(work: () => Promise<Act<Result> | undefined>): Promise<Result | undefined> {
    const act = await this.unit.run(async () => {
      const act = await work();
      if (act !== undefined) await this.append(act, { actor: SYSTEM_ACTOR });
      return act;
    });
    return act?.result;
  }

  private append<Result>(
    act: Act<Result>,
    by: Pick<AuditEntry, 'actor' | 'clientAddress' | 'requestId'>,
  ): Promise<void> {
    const { result: _, ...told } = act;
    return this.audit.append({ ...told, ...by, result: 'success' });
  }
}
