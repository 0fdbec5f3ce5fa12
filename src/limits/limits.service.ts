import { actorOf, AuditTrail } from '@app/audit';
import type { Principal } from '@app/kernel';
import { ProcessRegister, SharedLimitStore, type RateState } from '@app/limits';
import { Injectable } from '@nestjs/common';
import { answered } from '../http/errors/answered';
import type { LimitDto, LimitsDto, LimitSubjectDto } from './dto/limits.dto';
import { LimitPlans, type LimitPlan } from './limit-plans';
import type { LimitRate } from './limit-rate';
import { LimitSubjects, type LimitSubject } from './limit-subject';

/** From where a reset was asked for, for the audit trail. */
export interface ResetOrigin {
  requestId: string;
  clientAddress: string;
}

interface NamedLimit {
  readonly name: string;
  readonly rate: LimitRate;
}

/** Shows how callers stand, and lets operators make them begin anew. */
@Injectable()
export class LimitsService {
  constructor(
    private readonly subjects: LimitSubjects,
    private readonly plans: LimitPlans,
    private readonly store: SharedLimitStore,
    private readonly processes: ProcessRegister,
    private readonly audit: AuditTrail,
  ) {}

  async show(asked: LimitSubjectDto, caller: Principal): Promise<LimitsDto> {
    const subject = await this.subjects.find(asked, caller);
    const about = { degraded: this.store.isDegraded, processes: this.processes.count };
    const plan = this.planOf(subject);
    if (plan === undefined) return { limited: false, limits: [], ...about };
    const limits = this.limitsOf(subject, plan);
    const { concurrency } = plan;
    const leases = concurrency === undefined ? [] : [concurrency.name];
    const rates = limits.map(({ rate }) => rate);
    const { rates: states, openLeases } = await answered(this.store.look(plan.scope, rates, leases));
    return {
      limited: true,
      limits: limits.flatMap(({ name, rate }, index) => toDto(name, rate, states[index])),
      ...(concurrency === undefined ? {} : { concurrency: { limit: concurrency.most, running: openLeases[0] ?? 0 } }),
      ...about,
    };
  }

  /** Forgets what was counted. It is written down before it is done. */
  async reset(asked: LimitSubjectDto, caller: Principal, origin: ResetOrigin): Promise<void> {
    const subject = await this.subjects.find(asked, caller);
    const plan = this.planOf(subject);
    if (plan === undefined) return;
    await this.audit.append({
      organisationId: caller.organisationId,
      actor: actorOf(caller),
      action: 'limits.reset',
      target: targetOf(subject),
      result: 'success',
      ...origin,
    });
    const names = this.limitsOf(subject, plan).map(({ rate }) => rate.name);
    const leases = plan.concurrency === undefined ? [] : [plan.concurrency.name];
    await answered(this.store.reset(plan.scope, names, leases));
  }

  private planOf({ principal, address }: LimitSubject): LimitPlan | undefined {
    return principal === null ? this.plans.anonymous(address) : this.plans.of(principal);
  }

  private limitsOf({ principal, address }: LimitSubject, { requests, tokens }: LimitPlan): NamedLimit[] {
    const limits: NamedLimit[] = Object.entries(requests).map(([name, rate]) => ({ name, rate }));
    if (tokens !== undefined) limits.push({ name: 'tokens', rate: tokens });
    if (principal !== null) return limits;
    const ofAddress = this.plans.ofAddress(address);
    if (ofAddress !== undefined) limits.push({ name: 'address', rate: ofAddress.rate });
    const { authFailures } = this.plans;
    if (authFailures !== undefined) limits.push({ name: authFailures.name, rate: authFailures });
    return limits;
  }
}

function toDto(name: string, { law }: LimitRate, state: RateState | undefined): LimitDto[] {
  if (state === undefined) return [];
  const { remaining, resetMs, retryAfterMs } = state;
  const { quota, windowMs, burst } = law;
  return [{ name, limit: quota, windowSeconds: windowMs / 1000, burst, remaining, resetMs, retryAfterMs }];
}

function targetOf({ principal, address }: LimitSubject): { type: 'user' | 'key' | 'limits'; id: string } {
  if (principal === null) return { type: 'limits', id: address };
  return principal.keyId === undefined ? { type: 'user', id: principal.userId } : { type: 'key', id: principal.keyId };
}
