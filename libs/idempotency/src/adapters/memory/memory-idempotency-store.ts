import { randomBytes } from 'node:crypto';
import type { Clock } from '@app/kernel';
import {
  ATTEMPT_LEASE_MS,
  IdempotencyStore,
  OUTCOME_KEPT_MS,
  type Claim,
  type ClaimResult,
  type IdempotentRequest,
  type Outcome,
} from '../../idempotency-store';

interface KeptRequest {
  userId: string;
  fingerprint: Buffer;
  series: Buffer;
  token: Buffer;
  leaseUntilMs: number;
  expiresAtMs: number;
  outcome?: Outcome;
}

const TOKEN_BYTES = 16;

/** Outcomes in the memory of one process, for tests. */
export class MemoryIdempotencyStore extends IdempotencyStore {
  private readonly requests = new Map<string, KeptRequest>();

  constructor(private readonly clock: Clock) {
    super();
  }

  claim(request: IdempotentRequest): Promise<ClaimResult> {
    return Promise.resolve(this.claimNow(request));
  }

  complete(claim: Claim, outcome: Outcome): Promise<void> {
    const kept = this.of(claim);
    if (kept !== undefined) kept.outcome = outcome;
    return Promise.resolve();
  }

  release(claim: Claim): Promise<void> {
    const kept = this.of(claim);
    if (kept !== undefined && kept.outcome === undefined) kept.leaseUntilMs = this.clock.now();
    return Promise.resolve();
  }

  renew(claims: readonly Claim[]): Promise<void> {
    for (const claim of claims) {
      const kept = this.of(claim);
      if (kept !== undefined) kept.leaseUntilMs = this.clock.now() + ATTEMPT_LEASE_MS;
    }
    return Promise.resolve();
  }

  forget({ userId }: IdempotentRequest['owner']): Promise<number> {
    return Promise.resolve(this.remove((kept) => kept.userId === userId));
  }

  expire(): Promise<number> {
    return Promise.resolve(this.remove(({ expiresAtMs }) => expiresAtMs <= this.clock.now()));
  }

  private remove(isMeant: (kept: KeptRequest) => boolean): number {
    let count = 0;
    for (const [key, kept] of this.requests) {
      if (!isMeant(kept)) continue;
      this.requests.delete(key);
      count += 1;
    }
    return count;
  }

  private claimNow({ owner, key, fingerprint, sealKey }: IdempotentRequest): ClaimResult {
    const now = this.clock.now();
    const kept = this.requests.get(key.toString('hex'));
    const isCurrent = kept !== undefined && kept.expiresAtMs > now;
    if (isCurrent && (kept.outcome !== undefined || kept.leaseUntilMs > now)) {
      if (!kept.fingerprint.equals(fingerprint)) return { type: 'other_request' };
      return kept.outcome === undefined ? { type: 'in_flight' } : { type: 'done', outcome: kept.outcome };
    }
    const again = isCurrent && kept.fingerprint.equals(fingerprint) ? kept : undefined;
    const series = again?.series ?? randomBytes(TOKEN_BYTES);
    const token = randomBytes(TOKEN_BYTES);
    const expiresAtMs = again?.expiresAtMs ?? now + OUTCOME_KEPT_MS;
    this.requests.set(key.toString('hex'), {
      userId: owner.userId,
      fingerprint,
      series,
      token,
      leaseUntilMs: now + ATTEMPT_LEASE_MS,
      expiresAtMs,
    });
    return { type: 'claimed', claim: { key, sealKey, token, series } };
  }

  private of({ key, token }: Claim): KeptRequest | undefined {
    const kept = this.requests.get(key.toString('hex'));
    return kept?.token.equals(token) === true ? kept : undefined;
  }
}
