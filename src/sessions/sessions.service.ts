import { actorOf, AuditTrail } from '@app/audit';
import type { SessionInfo } from '@app/contracts';
import { AppError, IdGenerator, ownerScope, type DataSubject, type Principal } from '@app/kernel';
import { SessionStore, type Session, type SessionRules } from '@app/sessions';
import { Injectable } from '@nestjs/common';
import { checkAccess } from '../http/auth/check-access';
import { answered } from '../http/errors/answered';
import { ERROR_MESSAGE } from '../http/errors/error-message';
import { SessionLimits } from './session-limits';
import { SessionMetrics } from './session-metrics';
import { SessionsConfig } from './sessions-config';

/** Where a request comes from, for the session that it opens and for the audit trail. */
export interface SessionOrigin {
  requestId: string;
  address: string;
  userAgent: string | undefined;
}

const ID_PREFIX = 'session';

/** Opens, shows and ends sessions: everybody their own, operators those of their organisation. */
@Injectable()
export class SessionsService {
  constructor(
    private readonly store: SessionStore,
    private readonly config: SessionsConfig,
    private readonly ids: IdGenerator,
    private readonly audit: AuditTrail,
    private readonly metrics: SessionMetrics,
    private readonly limits: SessionLimits,
  ) {}

  /** Throws `session_limit_reached` with the open ones when there are as many as may be. */
  async open(principal: Principal, { address, userAgent }: SessionOrigin): Promise<SessionInfo> {
    const request = { id: this.ids.next(ID_PREFIX), address: address === '' ? undefined : address, userAgent };
    const opening = await answered(this.store.open(ownerScope(principal), request, this.rulesOf(principal)));
    this.metrics.opened(opening);
    if (opening.outcome === 'opened') return toInfo(opening.session);
    throw new AppError('session_limit_reached', ERROR_MESSAGE.session_limit_reached, {
      sessions: opening.open.map(toInfo),
    });
  }

  /** Throws `forbidden` when another user is asked for by somebody who may not. */
  async list(principal: Principal, userId?: string): Promise<{ sessions: SessionInfo[]; limit: number }> {
    const owner = ownerOf(principal, userId);
    const [sessions, limit] = await Promise.all([
      answered(this.store.list(ownerScope(owner))),
      owner.userId === principal.userId ? this.rulesOf(principal).most : this.limits.mostOf(owner),
    ]);
    return { sessions: sessions.map(toInfo), limit };
  }

  /** Throws `not_found` when it is not open. */
  async touch(principal: Principal, id: string): Promise<SessionInfo> {
    const session = await answered(this.store.touch(ownerScope(principal), id, this.config.idleMs));
    if (session === undefined) throw notFound();
    return toInfo(session);
  }

  /** Throws `not_found` when it is not open. */
  async end(principal: Principal, id: string, origin: SessionOrigin, userId?: string): Promise<void> {
    const owner = ownerOf(principal, userId);
    await this.note(principal, owner, origin, id);
    if (!(await answered(this.store.end(ownerScope(owner), id)))) throw notFound();
    this.metrics.ended(1);
  }

  async endAll(principal: Principal, origin: SessionOrigin, userId?: string): Promise<number> {
    const owner = ownerOf(principal, userId);
    await this.note(principal, owner, origin);
    const ended = await answered(this.store.endAll(ownerScope(owner)));
    this.metrics.ended(ended);
    return ended;
  }

  private rulesOf({ limits }: Principal): SessionRules {
    const { policy, idleMs, maxAgeMs, most } = this.config;
    return { policy, idleMs, maxAgeMs, most: limits.concurrentSessions ?? most };
  }

  /** What somebody does to the sessions of another is written down before it is done. */
  private async note(principal: Principal, owner: DataSubject, origin: SessionOrigin, id?: string): Promise<void> {
    if (owner.userId === principal.userId) return;
    await this.audit.append({
      organisationId: owner.organisationId,
      actor: actorOf(principal),
      action: 'session.revoke',
      target: id === undefined ? { type: 'user', id: owner.userId } : { type: 'session', id },
      result: 'success',
      clientAddress: origin.address,
      requestId: origin.requestId,
    });
  }
}

/** Whose sessions are meant. Other organisations do not exist for anybody. */
function ownerOf(principal: Principal, userId: string = principal.userId): DataSubject {
  if (userId !== principal.userId) {
    const refusal = checkAccess({ roles: ['operator'], scope: 'operations' }, principal);
    if (refusal !== undefined) throw refusal;
  }
  return { organisationId: principal.organisationId, userId };
}

function notFound(): AppError {
  return new AppError('not_found', 'No open session has this id. GET /api/v1/sessions lists those that are open.');
}

/** A session as the API shows it. */
function toInfo({ createdAtMs, lastSeenAtMs, expiresAtMs, id, ...where }: Session): SessionInfo {
  return { id, createdAt: createdAtMs, lastSeenAt: lastSeenAtMs, expiresAt: expiresAtMs, ...where };
}
