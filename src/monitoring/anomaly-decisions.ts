import { actorOf, AuditTrail } from '@app/audit';
import { AppError, Clock, UnitOfWork, type Principal } from '@app/kernel';
import { MonitoringStore } from '@app/monitoring';
import { Injectable } from '@nestjs/common';
import type { AnomalyDto, AnomalyFeedbackDto } from './dto/anomalies.dto';

/** Who decides, and from where. */
export interface AnomalyDecider {
  readonly principal: Principal;
  readonly requestId: string;
  readonly clientAddress: string;
}

/** What operators say of anomalies. Each is one audited act. */
@Injectable()
export class AnomalyDecisions {
  constructor(
    private readonly store: MonitoringStore,
    private readonly trail: AuditTrail,
    private readonly units: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  /** Throws `not_found`. */
  decide(id: string, { status, note }: AnomalyFeedbackDto, decider: AnomalyDecider): Promise<AnomalyDto> {
    const { principal, ...origin } = decider;
    const decidedAt = this.clock.now();
    const decision = { status, decidedBy: principal.userId, decidedAt, ...(note === undefined ? {} : { note }) };
    return this.units.run(async () => {
      const decided = await this.store.decide(id, decision);
      if (decided === undefined)
        throw new AppError('not_found', 'There is no anomaly of this id. GET /api/v1/monitoring/anomalies lists them.');
      await this.trail.append({
        organisationId: principal.organisationId,
        actor: actorOf(principal),
        action: 'anomaly.decide',
        target: { type: 'anomaly', id },
        result: 'success',
        ...origin,
        details: { outcome: status },
      });
      return decided;
    });
  }
}
