import { ownerScope, type Principal, type PrincipalLimits } from '@app/kernel';
import type { RateLaw } from '@app/limits';
import { normalizeIp } from '@nestjs/throttler';
import type { LimitsConfig } from '../config/app-config';
import { LIMIT_CLASSES, type LimitClass } from '../http/request/limit-class';
import { limitRate, type LimitRate } from './limit-rate';

/** Limits of a key are stated per minute. */
const MINUTE_MS = 60_000;
/** Whoever has one address of an IPv6 network has all of these, so they count as one. */
const IPV6_NETWORK_BITS = 64;

/** Everything that the requests of one caller are measured against. */
export interface LimitPlan {
  /** Whom it counts for in Redis. */
  readonly scope: string;
  readonly requests: Readonly<Record<LimitClass, LimitRate>>;
  readonly tokens: LimitRate | undefined;
  /** The name of the leases and how many there may be. */
  readonly concurrency: { readonly name: string; readonly most: number } | undefined;
}

/**
 * Knows what each caller is limited to. A user's keys share the user's limits; a limit of a key's own stands in place of the user's
 * and is counted for that key alone.
 */
export class LimitPlans {
  /** Plans by principal, which authentication makes once for many requests. */
  private readonly known = new WeakMap<Principal, LimitPlan>();
  /** What every user is measured against. */
  readonly ofUsers: Pick<LimitPlan, 'requests' | 'tokens' | 'concurrency'>;
  /** Failed authentications of an address. Undefined: not limited. */
  readonly authFailures: LimitRate | undefined;

  constructor(private readonly config: LimitsConfig) {
    this.authFailures = config.authFailures && limitRate('auth-failures', 'requests', config.authFailures);
    this.ofUsers = {
      requests: requestRates('', (limitClass) => config.requests[limitClass]),
      tokens: config.tokens && limitRate('tokens', 'tokens', config.tokens),
      concurrency: config.concurrency === undefined ? undefined : { name: 'chat', most: config.concurrency },
    };
  }

  /** Undefined: the caller is not limited. */
  of(principal: Principal): LimitPlan | undefined {
    const { enabled } = this.config;
    if (enabled === false || (enabled === undefined && principal.kind === 'local')) return undefined;
    let plan = this.known.get(principal);
    if (plan === undefined) {
      plan = this.make(principal);
      this.known.set(principal, plan);
    }
    return plan;
  }

  /** What a client address is measured against beside its caller; undefined where addresses are not limited. */
  ofAddress(address: string): { scope: string; rate: LimitRate } | undefined {
    const { addressRequests: law } = this.config;
    return law && { scope: addressScope(address), rate: limitRate('requests', 'requests', law) };
  }

  /** What requests without a caller are measured against: their address has the limits of a user. */
  anonymous(address: string): LimitPlan {
    return { scope: addressScope(address), requests: this.ofUsers.requests, tokens: undefined, concurrency: undefined };
  }

  private make(principal: Principal): LimitPlan {
    const { keyId, limits } = principal;
    const own = `key:${keyId ?? ''}:`;
    const isOwn = (limit: keyof PrincipalLimits): boolean => keyId !== undefined && limits[limit] !== undefined;
    const { requestsPerMinute = 1, tokensPerMinute = 1, concurrentRequests = 1 } = limits;
    return {
      scope: ownerScope(principal),
      requests: isOwn('requestsPerMinute')
        ? requestRates(own, () => this.perMinute(requestsPerMinute, this.config.burst))
        : this.ofUsers.requests,
      tokens: isOwn('tokensPerMinute')
        ? limitRate(`${own}tokens`, 'tokens', this.perMinute(tokensPerMinute, undefined))
        : this.ofUsers.tokens,
      concurrency: isOwn('concurrentRequests')
        ? { name: `${own}chat`, most: concurrentRequests }
        : this.ofUsers.concurrency,
    };
  }

  private perMinute(quota: number, burst: number | undefined): RateLaw {
    return { quota, windowMs: MINUTE_MS, burst: Math.min(burst ?? quota, quota) };
  }
}

/** The scope of what is counted for a client address. */
export function addressScope(address: string): string {
  return `address/${normalizeIp(address, IPV6_NETWORK_BITS)}`;
}

function requestRates(prefix: string, lawOf: (limitClass: LimitClass) => RateLaw): LimitPlan['requests'] {
  const rates = LIMIT_CLASSES.map((name) => [name, limitRate(`${prefix}requests:${name}`, 'requests', lawOf(name))]);
  return Object.fromEntries(rates) as LimitPlan['requests'];
}
