import { createHash } from 'node:crypto';
import { AppError, Clock } from '@app/kernel';
import { SharedLimitStore, type NamedRate, type SharedAdmission } from '@app/limits';
import type { FastifyRequest } from 'fastify';
import { AuthAttempts } from '../http/auth/auth-attempts';
import { clientAddress } from '../http/request/client-address';
import { LimitMetrics } from './limit-metrics';
import { addressScope } from './limit-plans';

/** Addresses and wrong credentials that are remembered at most. */
const MOST_REMEMBERED = 10_000;
const DIGEST_CHARACTERS = 22;
const RETRY_MS = 1_000;

/**
 * Limits how many credentials one address may guess. Counted in Redis for all processes; an address that has used up its guesses
 * is refused whatever it shows, also a right one, until there is a guess again. The same wrong credential once more is no new
 * guess, so a program with a revoked key shuts out nobody else behind its address. While Redis is away nothing can be counted for all
 * and so nothing is granted: a wrong credential is answered 503, and 429 beyond this process's share.
 */
export class AuthFailures extends AuthAttempts {
  /** Ends of the times, monotonic milliseconds, by address and by address with credential. */
  private readonly refused = new Map<string, number>();
  private readonly wrong = new Map<string, number>();

  constructor(
    private readonly rate: NamedRate,
    private readonly store: SharedLimitStore,
    private readonly metrics: LimitMetrics,
    private readonly clock: Clock,
  ) {
    super();
  }

  refusalFor(request: FastifyRequest): AppError | undefined {
    if (this.refused.size === 0) return undefined;
    const leftMs = this.leftOf(this.refused, addressScope(clientAddress(request)));
    if (leftMs <= 0) return undefined;
    this.metrics.authFailed('refused');
    return refusal(leftMs);
  }

  async failed(request: FastifyRequest, error: AppError, shown: string): Promise<AppError> {
    const scope = addressScope(clientAddress(request));
    const credential = `${scope}:${digestOf(shown)}`;
    if (this.leftOf(this.wrong, credential) > 0) return error;
    const asked = { scope, rates: [{ ...this.rate, cost: 1 }] };
    const admission = await this.store.strictly(asked).catch(() => this.store.byShare(asked));
    const isCounted = admission.decidedBy === 'store';
    if (admission.admitted && isCounted) this.remember(this.wrong, credential, this.rate.law.windowMs);
    const waitMs = this.waitOf(admission);
    if (waitMs > 0) this.remember(this.refused, scope, waitMs);
    this.metrics.authFailed(!admission.admitted ? 'refused' : isCounted ? 'counted' : 'uncounted');
    if (!admission.admitted) return refusal(waitMs);
    return isCounted ? error : uncounted(error);
  }

  /** How long nothing more may be guessed. */
  private waitOf({ admitted, rates }: SharedAdmission): number {
    const [state] = rates;
    if (state === undefined || (admitted && state.remaining > 0)) return 0;
    const { quota, windowMs, burst } = this.rate.law;
    return admitted ? Math.max(1, state.resetMs - ((burst - 1) * windowMs) / quota) : Math.max(1, state.retryAfterMs);
  }

  private leftOf(ends: Map<string, number>, name: string): number {
    return (ends.get(name) ?? 0) - this.clock.monotonicMs();
  }

  /** The order of a Map is that of insertion: the first entry is the oldest. */
  private remember(ends: Map<string, number>, name: string, forMs: number): void {
    ends.delete(name);
    ends.set(name, this.clock.monotonicMs() + forMs);
    if (ends.size <= MOST_REMEMBERED) return;
    const [oldest] = ends.keys();
    if (oldest !== undefined) ends.delete(oldest);
  }
}

function refusal(retryAfterMs: number): AppError {
  return new AppError(
    'rate_limited',
    'Too many credentials from this address were wrong. Wait as long as Retry-After says.',
    {
      retryAfterMs,
    },
  );
}

function uncounted(cause: AppError): AppError {
  return new AppError('storage_unavailable', 'Failed authentications cannot be counted now; try again later.', {
    cause,
    retryable: true,
    retryAfterMs: RETRY_MS,
  });
}

/** So that nothing that is close to a right credential stays in memory. */
function digestOf(credential: string): string {
  return createHash('sha256').update(credential).digest('base64url').slice(0, DIGEST_CHARACTERS);
}
