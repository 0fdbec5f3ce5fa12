import { AuditTrail, SYSTEM_ORGANISATION_ID } from '@app/audit';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { AuthGate } from '../../http/auth/auth-attempts';
import { clientAddress } from '../../http/request/client-address';
import { IdentityMetrics } from './identity-metrics';

/** Most addresses that are told apart at a time. */
const MOST_ADDRESSES = 100;

/**
 * Writes refused keys into the audit trail without letting whoever tries them fill it: the first of an address at once, the others
 * of a minute as one number. What was tried is nowhere.
 */
@Injectable()
export class RefusalAudit implements OnModuleInit {
  /** Refusals that are not written down yet, by address. */
  private readonly pending = new Map<string, number>();
  /** Of addresses beyond those that are told apart. */
  private others = 0;

  constructor(
    private readonly gate: AuthGate,
    private readonly audit: AuditTrail,
    private readonly metrics: IdentityMetrics,
  ) {}

  onModuleInit(): void {
    this.gate.onFailure((request) => this.note(request));
  }

  /** Writes down what has gathered. To be called every minute. Never rejects. */
  async flush(): Promise<void> {
    const gathered: [string | undefined, number][] = [...this.pending];
    if (this.others > 0) gathered.push([undefined, this.others]);
    this.pending.clear();
    this.others = 0;
    for (const [address, count] of gathered) if (count > 0) await this.write(address, { count });
  }

  private note(request: FastifyRequest): void {
    this.metrics.refused();
    const address = clientAddress(request);
    const count = this.pending.get(address);
    if (count !== undefined) this.pending.set(address, count + 1);
    else if (this.pending.size >= MOST_ADDRESSES) this.others += 1;
    else {
      this.pending.set(address, 0);
      void this.write(address, { requestId: request.id });
    }
  }

  /** The request is refused whether the trail answers or not. */
  private write(
    address: string | undefined,
    { count, requestId }: { count?: number; requestId?: string },
  ): Promise<void> {
    return this.audit
      .append({
        organisationId: SYSTEM_ORGANISATION_ID,
        actor: { kind: 'anonymous' },
        action: 'auth.refuse',
        result: 'refused',
        clientAddress: address,
        requestId,
        details: { count: count ?? 1 },
      })
      .catch(() => undefined);
  }
}
