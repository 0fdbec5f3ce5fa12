import { actorOf, AuditTrail, type AuditAction } from '@app/audit';
import { AppError, PersonalDataRegistry, UnitOfWork, type DataSubject, type Principal } from '@app/kernel';
import { Injectable } from '@nestjs/common';
import type { ErasureDto } from './dto/erasure.dto';

/** Who asks, and how. */
export interface PrivacyAsker {
  principal: Principal;
  requestId: string;
  clientAddress: string;
}

/** Gives out or deletes everything that is kept of a user. Each is one audited act. */
@Injectable()
export class PrivacyService {
  constructor(
    private readonly registry: PersonalDataRegistry,
    private readonly audit: AuditTrail,
    private readonly units: UnitOfWork,
  ) {}

  /** Everything as lines of JSON: `{ "place": …, "data": … }`, and a last one that says that this was all. */
  async export(userId: string, asker: PrivacyAsker, signal: AbortSignal): Promise<AsyncIterable<string>> {
    const subject = subjectOf(userId, asker.principal);
    await this.tell('privacy.export', subject, asker, {});
    return this.lines(subject, signal);
  }

  /**
   * Deletes everything, or nothing: what is in the database is one transaction with its audit entry. Throws what a place throws that
   * could not.
   */
  async erase(userId: string, asker: PrivacyAsker): Promise<ErasureDto> {
    const subject = subjectOf(userId, asker.principal);
    const erased = await this.units.run(async () => {
      const counts: Record<string, number> = {};
      for (const place of this.registry.all()) counts[place.name] = await place.erase(subject);
      const fields = Object.entries(counts).map(([name, count]) => `${name}: ${count}`);
      await this.tell('privacy.erase', subject, asker, { fields });
      return counts;
    });
    return { userId: subject.userId, erased };
  }

  private async *lines(subject: DataSubject, signal: AbortSignal): AsyncGenerator<string> {
    let count = 0;
    for (const place of this.registry.all()) {
      for await (const data of place.export(subject, signal)) {
        count++;
        yield `${JSON.stringify({ place: place.name, data })}\n`;
      }
    }
    yield `${JSON.stringify({ end: true, count, places: this.registry.all().map(({ name }) => name) })}\n`;
  }

  private async tell(
    action: AuditAction,
    { organisationId, userId }: DataSubject,
    { principal, ...origin }: PrivacyAsker,
    details: { fields?: string[] },
  ): Promise<void> {
    await this.audit.append({
      organisationId,
      actor: actorOf(principal),
      action,
      target: { type: 'user', id: userId },
      result: 'success',
      ...origin,
      details,
    });
  }
}

/** `me`, or another user of the organisation for administrators. */
function subjectOf(userId: string, { organisationId, userId: own, roles }: Principal): DataSubject {
  if (userId === 'me' || userId === own) return { organisationId, userId: own };
  if (roles.includes('admin')) return { organisationId, userId };
  throw new AppError('forbidden', 'Only administrators may ask for the data of others. Ask for `me`.');
}
