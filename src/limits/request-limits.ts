import { AppError, type Principal } from '@app/kernel';
import {
  SharedLimitStore,
  type AdmissionRequest,
  type LeaseCheck,
  type RateCheck,
  type RateState,
  type SharedAdmission,
} from '@app/limits';
import { Injectable } from '@nestjs/common';
import type { LimitClass } from '../http/request/limit-class';
import type { LimitDecision } from './limit-decision';
import { LimitMetrics } from './limit-metrics';
import { LimitPlans, type LimitPlan } from './limit-plans';
import type { LimitRate } from './limit-rate';

/** One request that asks to be let in. */
export interface LimitedRequest {
  limitClass: LimitClass;
  /** Null: nobody is known; the address counts. */
  principal: Principal | null;
  /** Empty: not known. */
  address: string;
  /** In place of the rate of the class. */
  rate?: LimitRate | undefined;
  /** Tokens to reserve, at most. */
  tokens?: number;
  /** Takes a place among the running chats under this id. */
  leaseId?: string;
}

/** Time that a place is kept for a chat whose process no longer says that it runs, milliseconds. */
export const LEASE_TTL_MS = 60_000;

const LOGIN_RETRY_MS = 1_000;
const NOTHING = { admitted: true, remaining: 0, resetMs: 0, retryAfterMs: 0 };

/** Decides about requests: by user, key and address, in one round trip for each of their scopes, asked side by side. */
@Injectable()
export class RequestLimits {
  constructor(
    private readonly store: SharedLimitStore,
    private readonly plans: LimitPlans,
    private readonly metrics: LimitMetrics,
  ) {}

  /** What the caller is measured against; undefined when it is not limited. */
  planOf(principal: Principal | null, address: string): LimitPlan | undefined {
    return principal === null ? this.plans.anonymous(address) : this.plans.of(principal);
  }

  /**
   * Asks for admission, in the tick of the call. Undefined: the caller is not limited. A request of class `login` rejects when Redis
   * does not answer; any other is decided by this process's share then.
   */
  decide(request: LimitedRequest): Promise<LimitDecision> | undefined {
    const plan = this.planOf(request.principal, request.address);
    return plan === undefined ? undefined : this.decideBy(plan, request);
  }

  private decideBy(plan: LimitPlan, request: LimitedRequest): Promise<LimitDecision> {
    const { limitClass, principal, address } = request;
    const rates: [LimitRate, ...LimitRate[]] = [request.rate ?? plan.requests[limitClass]];
    if (request.tokens !== undefined && plan.tokens !== undefined) rates.push(plan.tokens);
    const asked: AdmissionRequest = {
      scope: plan.scope,
      rates: checksOf(rates, request),
      lease: leaseOf(plan, request),
    };
    const own = limitClass === 'login' ? this.store.strictly(asked).catch(refuseUncounted) : this.store.admit(asked);
    const ofAddress = principal === null ? undefined : this.plans.ofAddress(address);
    const decided =
      ofAddress === undefined
        ? own.then((admission) => decisionOf(admission, rates, asked.lease))
        : this.decideByBoth(asked, rates, own, ofAddress);
    return decided.then((decision) => {
      this.metrics.decided(limitClass, decision);
      return decision;
    });
  }

  private async decideByBoth(
    asked: AdmissionRequest,
    rates: readonly [LimitRate, ...LimitRate[]],
    ownAdmission: Promise<SharedAdmission>,
    ofAddress: { scope: string; rate: LimitRate },
  ): Promise<LimitDecision> {
    const [own, other] = await Promise.all([
      ownAdmission,
      this.store.admit({ scope: ofAddress.scope, rates: [{ ...ofAddress.rate, cost: 1 }] }),
    ]);
    const ofCaller = decisionOf(own, rates, asked.lease);
    const otherState = other.rates[0] ?? NOTHING;
    const showsAddress = !other.admitted && (own.admitted || otherState.retryAfterMs > ofCaller.state.retryAfterMs);
    const decision = showsAddress
      ? { ...other, rate: ofAddress.rate, state: otherState, busyLimit: undefined }
      : ofCaller;
    if (!decision.admitted) await this.giveBack(own.admitted ? asked : undefined, other, ofAddress);
    return decision;
  }

  /** What one scope let in and the other refused is charged to neither. Waited for: the caller may ask again as soon as it knows. */
  private async giveBack(
    own: AdmissionRequest | undefined,
    other: SharedAdmission,
    ofAddress: { scope: string; rate: LimitRate },
  ): Promise<void> {
    if (own === undefined) {
      if (other.admitted) await this.store.settle(ofAddress.scope, ofAddress.rate, -1);
      return;
    }
    const { scope, rates, lease } = own;
    await Promise.all([
      ...rates.map(({ cost, ...rate }) => this.store.settle(scope, rate, -Math.min(cost, rate.law.burst))),
      ...(lease === undefined ? [] : [this.store.release(scope, lease)]),
    ]);
  }
}

function refuseUncounted(cause: unknown): never {
  throw new AppError('storage_unavailable', 'Attempts to log in cannot be counted now; try again later.', {
    cause,
    retryable: true,
    retryAfterMs: LOGIN_RETRY_MS,
  });
}

function checksOf(rates: readonly LimitRate[], { tokens = 0 }: LimitedRequest): RateCheck[] {
  return rates.map(({ name, law, unit }) => ({ name, law, cost: unit === 'tokens' ? tokens : 1 }));
}

function leaseOf({ concurrency }: LimitPlan, { leaseId }: LimitedRequest): LeaseCheck | undefined {
  if (concurrency === undefined || leaseId === undefined) return undefined;
  return { ...concurrency, id: leaseId, ttlMs: LEASE_TTL_MS };
}

function decisionOf(
  { admitted, decidedBy, rates: states }: SharedAdmission,
  rates: readonly [LimitRate, ...LimitRate[]],
  lease: LeaseCheck | undefined,
): LimitDecision {
  const refused = longestRefusal(states);
  const shown = Math.max(0, refused);
  const rate = rates[shown] ?? rates[0];
  return {
    admitted,
    decidedBy,
    rate,
    state: states[shown] ?? NOTHING,
    busyLimit: !admitted && refused < 0 ? lease?.most : undefined,
  };
}

/** The place of the rate that refuses for the longest time, after which none refuses; -1: none does. */
function longestRefusal(states: readonly RateState[]): number {
  return states.reduce(
    (longest, { admitted, retryAfterMs }, place) =>
      !admitted && retryAfterMs > (states[longest]?.retryAfterMs ?? -1) ? place : longest,
    -1,
  );
}
