import { LimitStore } from '@app/limits';
import { Injectable } from '@nestjs/common';
import type { ThrottlerStorage } from '@nestjs/throttler';

/** As @nestjs/throttler names the fields of its records. */
type ThrottlerRecord = Awaited<ReturnType<ThrottlerStorage['increment']>>;

/**
 * The storage of @nestjs/throttler over our limits, so that every guard of that package counts exactly and over all processes.
 * Its own storage counts fixed windows in the memory of one process and forgets nobody.
 */
@Injectable()
export class LimitThrottlerStorage implements ThrottlerStorage {
  constructor(private readonly store: LimitStore) {}

  /** Counts one call. Times are milliseconds on the way in and whole seconds on the way out, as that package has it. */
  async increment(key: string, ttl: number, limit: number, _blockMs: number, name: string): Promise<ThrottlerRecord> {
    const law = { quota: limit, windowMs: ttl, burst: limit };
    const { admitted, rates } = await this.store.admit({
      scope: `throttler/${key}`,
      rates: [{ name, law, cost: 1 }],
    });
    const { remaining = 0, resetMs = 0, retryAfterMs = 0 } = rates[0] ?? {};
    return {
      totalHits: admitted ? limit - remaining : limit + 1,
      timeToExpire: Math.ceil(resetMs / 1000),
      isBlocked: !admitted,
      timeToBlockExpire: Math.ceil(retryAfterMs / 1000),
    };
  }
}
