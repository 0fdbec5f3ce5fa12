import { actorOf, AuditTrail, SYSTEM_ORGANISATION_ID, type AuditEntry } from '@app/audit';
import type { Principal } from '@app/kernel';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { AuthGate } from '../../http/auth/auth-attempts';
import { clientAddress } from '../../http/request/client-address';
import { IdentityMetrics } from './identity-metrics';

/** Most sources that are told apart at a time. */
const MOST_SOURCES = 100;

/** Whoever was refused: an address with a credential that is none, or a user who may not do what was asked. */
type Source = Pick<AuditEntry, 'organisationId' | 'actor' | 'clientAddress'> & { reason: 'credential' | 'forbidden' };

const OTHERS: Source = {
  organisationId: SYSTEM_ORGANISATION_ID,
  actor: { kind: 'anonymous' },
  clientAddress: undefined,
  reason: 'credential',
};

/**
 * Writes refused requests into the audit trail without letting whoever makes them fill it: the first of an address, or of a user, at
 * once, the others of a minute as one number. Which credential was tried is nowhere.
 */
@Injectable()
export class RefusalAudit implements OnModuleInit {
  /** Refusals that are not written down yet, by source. */
  private readonly pending = new Map<string, { source: Source; count: number }>();
  /** Of sources beyond those that are told apart. */
  private others = 0;

  constructor(
    private readonly gate: AuthGate,
    private readonly audit: AuditTrail,
    private readonly metrics: IdentityMetrics,
  ) {}

  onModuleInit(): void {
    this.gate.onFailure((request) => {
      this.metrics.refused();
      const address = clientAddress(request);
      this.note(`address ${address}`, { ...OTHERS, clientAddress: address }, request);
    });
    this.gate.onForbidden((request, principal) => {
      this.note(`user ${principal.organisationId} ${principal.userId}`, sourceOf(request, principal), request);
    });
  }

  /** Writes down what has gathered. To be called every minute. Never rejects. */
  async flush(): Promise<void> {
    const gathered = [...this.pending.values(), { source: OTHERS, count: this.others }];
    this.pending.clear();
    this.others = 0;
    for (const { source, count } of gathered) if (count > 0) await this.write(source, count);
  }

  private note(key: string, source: Source, { id, method, routeOptions }: FastifyRequest): void {
    const known = this.pending.get(key);
    if (known !== undefined) known.count += 1;
    else if (this.pending.size >= MOST_SOURCES) this.others += 1;
    else {
      this.pending.set(key, { source, count: 0 });
      const target = { type: 'route', id: `${method} ${routeOptions.url ?? ''}` } as const;
      void this.write(source, 1, { requestId: id, ...(source.reason === 'forbidden' ? { target } : {}) });
    }
  }

  /** The request is refused whether the trail answers or not. */
  private write(
    { reason, ...source }: Source,
    count: number,
    more: Pick<AuditEntry, 'requestId' | 'target'> = {},
  ): Promise<void> {
    const details = { count, reason };
    return this.audit
      .append({ ...source, ...more, action: 'auth.refuse', result: 'refused', details })
      .catch(() => undefined);
  }
}

function sourceOf(request: FastifyRequest, principal: Principal): Source {
  const { organisationId } = principal;
  return { organisationId, actor: actorOf(principal), clientAddress: clientAddress(request), reason: 'forbidden' };
}
