import { actorOf, AuditTrail, type AuditAction } from '@app/audit';
import {
  AppError,
  PersonalDataRegistry,
  UnitOfWork,
  type DataSubject,
  type PersonalData,
  type Principal,
} from '@app/kernel';
import { Injectable, Logger } from '@nestjs/common';
import { IdentityChanges } from '../auth/identity/identity-changes';
import { UsersService } from '../auth/users/users.service';
import { isBuiltIn } from '../http/auth/built-in-principals';
import type { ErasureDto } from './dto/erasure.dto';

/** Who asks, and how. */
export interface PrivacyAsker {
  principal: Principal;
  requestId: string;
  clientAddress: string;
}

/** After it no process lets a user in that was erased, and what it had let in before is over or cut, milliseconds. */
const SWEEP_MS = 10_000;

/** Gives out or deletes everything that is kept of a user. Each is one audited act. */
@Injectable()
export class PrivacyService {
  private readonly logger = new Logger('Privacy');

  constructor(
    private readonly registry: PersonalDataRegistry,
    private readonly audit: AuditTrail,
    private readonly units: UnitOfWork,
    private readonly users: UsersService,
    private readonly changes: IdentityChanges,
  ) {}

  /**
   * Everything as lines of JSON: `{ "place": …, "data": … }`, and a last one that says that this was all. Throws `not_found` for a
   * user that the asker does not administer, `forbidden` for who administers nobody.
   */
  async export(userId: string, asker: PrivacyAsker, signal: AbortSignal): Promise<AsyncIterable<string>> {
    const subject = await this.subjectOf(userId, asker.principal);
    await this.tell('privacy.export', subject, asker, {});
    return this.lines(subject, signal);
  }

  /**
   * Deletes everything, or nothing: what is in the database is one transaction with its audit entry. Throws as
   * {@link export} does, and what a place throws that could not.
   */
  async erase(userId: string, asker: PrivacyAsker): Promise<ErasureDto> {
    const subject = await this.subjectOf(userId, asker.principal);
    const outside = await this.eraseIn(this.places(false), subject);
    const erased = await this.units.run(async () => {
      const counts = { ...outside, ...(await this.eraseIn(this.places(true), subject)) };
      const fields = Object.entries(counts).map(([name, count]) => `${name}: ${count}`);
      await this.tell('privacy.erase', subject, asker, { fields });
      return counts;
    });
    await this.changes.tell();
    await this.sweep(subject);
    setTimeout(() => void this.sweep(subject), SWEEP_MS).unref();
    return { userId: subject.userId, erased };
  }

  /**
   * Deletes what was on its way while the user was erased: requests that had been let in before write their last after the commit.
   * Not for who may go on: those that stand for no person, and whom an administrator has let in again. Never rejects.
   */
  private async sweep(subject: DataSubject): Promise<void> {
    if (isBuiltIn(subject.userId)) return;
    try {
      if (!(await this.users.isDisabled(subject))) return;
      await this.eraseIn(this.places(false), subject);
      await this.units.run(async () => {
        if (await this.users.isDisabled(subject)) await this.eraseIn(this.places(true), subject);
      });
    } catch {
      this.logger.warn('What was written while a user was erased could not be deleted. Erase the user again.');
    }
  }

  private places(isInDatabase: boolean): PersonalData[] {
    return this.registry.all().filter((place) => place.isInDatabase === isInDatabase);
  }

  /** How many things each place erased, by its name. */
  private async eraseIn(places: readonly PersonalData[], subject: DataSubject): Promise<Record<string, number>> {
    const counts: Record<string, number> = {};
    for (const place of places) counts[place.name] = await place.erase(subject);
    return counts;
  }

  /** `me`, or a user whom the asker administers: in that user's own organisation. Throws `not_found` for any other. */
  private async subjectOf(userId: string, principal: Principal): Promise<DataSubject> {
    const { organisationId, userId: own, roles } = principal;
    if (userId === 'me' || userId === own) return { organisationId, userId: own };
    if (!roles.includes('admin')) {
      throw new AppError('forbidden', 'Only administrators may ask for the data of others. Ask for `me`.');
    }
    const user = await this.users.get(userId, principal);
    return { organisationId: user.organisationId, userId: user.id };
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
