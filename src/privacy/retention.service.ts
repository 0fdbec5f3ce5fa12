import { AuditTrail, SYSTEM_ACTOR, SYSTEM_ORGANISATION_ID } from '@app/audit';
import { Clock, RetentionRegistry } from '@app/kernel';
import { Injectable, Logger } from '@nestjs/common';

/** Removes what is older than the settings say, place by place, and writes down what it removed. */
@Injectable()
export class RetentionService {
  private readonly logger = new Logger('Retention');

  constructor(
    private readonly registry: RetentionRegistry,
    private readonly audit: AuditTrail,
    private readonly clock: Clock,
  ) {}

  /** One round. A place that fails does not keep the others from theirs; its error is thrown at the end, for the next try. */
  async apply(signal: AbortSignal): Promise<void> {
    let failure: unknown;
    for (const place of this.registry.all()) {
      if (place.keptMs === undefined || signal.aborted) continue;
      const before = this.clock.now() - place.keptMs;
      try {
        const count = await place.removeBefore(before, signal);
        if (count > 0) await this.tell(place.name, count, before);
      } catch (error) {
        this.logger.warn(`The old data of ${place.name} could not be removed. It is tried again.`);
        failure = error;
      }
    }
    if (failure !== undefined) throw failure as Error;
  }

  private async tell(name: string, count: number, before: number): Promise<void> {
    this.logger.log(`Retention: ${count} of ${name}.`);
    await this.audit.append({
      organisationId: SYSTEM_ORGANISATION_ID,
      actor: SYSTEM_ACTOR,
      action: 'retention.apply',
      target: { type: 'retention', id: name },
      result: 'success',
      details: { count, to: new Date(before).toISOString() },
    });
  }
}
