import { setTimeout as delay } from 'node:timers/promises';
import type { Principal } from '@app/kernel';
import { SharedLimitStore, type AdmissionRequest, type SharedAdmission } from '@app/limits';
import { Injectable } from '@nestjs/common';
import { LimitPlans } from './limit-plans';
import { OpenLeases } from './open-leases';
import { LEASE_TTL_MS } from './request-limits';

/** One call of background work. */
export interface WorkCall {
  /** Unique for the call. */
  id: string;
  /** Tokens that it may come to. */
  tokens: number;
}

/** Ends a call, with the tokens that it used; undefined: nobody knows, what was reserved counts. */
export type LeaveWork = (usedTokens: number | undefined) => void;

/** How long a place that others have is waited for before it is asked for again, milliseconds. */
const BUSY_WAIT_MS = 1_000;

/**
 * Room for work in the background: it takes the tokens and the places of its owner as chat does, and waits for them where chat is
 * refused. Requests are not counted, since nobody sends any.
 */
@Injectable()
export class WorkLimits {
  constructor(
    private readonly plans: LimitPlans,
    private readonly store: SharedLimitStore,
    private readonly leases: OpenLeases,
  ) {}

  /** Resolves when there is room, with what gives it back. Rejects when the signal aborts. */
  async enter(caller: Principal, { id, tokens }: WorkCall, signal: AbortSignal): Promise<LeaveWork> {
    const plan = this.plans.of(caller);
    if (plan === undefined || (plan.tokens === undefined && plan.concurrency === undefined)) return () => undefined;
    const { scope, tokens: rate, concurrency } = plan;
    const asked: AdmissionRequest = {
      scope,
      rates: rate === undefined ? [] : [{ name: rate.name, law: rate.law, cost: tokens }],
      lease: concurrency && { ...concurrency, id, ttlMs: LEASE_TTL_MS },
    };
    await this.untilAdmitted(asked, signal);
    const endLease = concurrency && this.leases.keep(scope, { name: concurrency.name, id });
    return (usedTokens) => {
      endLease?.();
      if (rate === undefined || usedTokens === undefined) return;
      void this.store.settle(scope, rate, usedTokens - Math.min(tokens, rate.law.burst));
    };
  }

  /** Resolves after so many milliseconds; rejects when the signal aborts. */
  protected async wait(ms: number, signal: AbortSignal): Promise<void> {
    await delay(ms, undefined, { signal });
  }

  private async untilAdmitted(asked: AdmissionRequest, signal: AbortSignal): Promise<void> {
    for (;;) {
      signal.throwIfAborted();
      const admission = await this.store.admit(asked);
      if (admission.admitted) return;
      await this.wait(waitOf(admission), signal);
    }
  }
}

function waitOf({ rates }: SharedAdmission): number {
  return Math.max(0, ...rates.map(({ retryAfterMs }) => retryAfterMs)) || BUSY_WAIT_MS;
}
