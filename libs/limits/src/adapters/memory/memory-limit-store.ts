import type { Clock } from '@app/kernel';
import {
  LimitStore,
  ONCE_MS,
  type Admission,
  type AdmissionRequest,
  type LeaseName,
  type LimitState,
  type NamedRate,
  type RateCheck,
} from '../../limit-store';
import { costOf, intervalMs, MAX_DEBT_BURSTS, type RateState } from '../../rate-law';

/** {@link MemoryLimitStore.size} at most, unless told otherwise: some 10 MB. */
const DEFAULT_MOST_ENTRIES = 50_000;

/** Arrival time of a rate, or ends of leases by id; monotonic milliseconds. */
type Entry = number | Map<string, number>;

/**
 * Limits of one process, in bounded memory. When there are more callers than entries, whoever was seen longest ago is forgotten
 * and begins anew.
 */
export class MemoryLimitStore extends LimitStore {
  private readonly entries = new Map<string, Entry>();

  constructor(
    private readonly clock: Clock,
    private readonly mostEntries = DEFAULT_MOST_ENTRIES,
  ) {
    super();
  }

  /** Entries that are kept now. */
  get size(): number {
    return this.entries.size;
  }

  admit({ scope, rates, lease }: AdmissionRequest): Promise<Admission> {
    const now = this.clock.monotonicMs();
    const measured = rates.map((check) => measure(check, this.arrival(keyOf(scope, 'rate', check.name), now), now));
    const leases = lease === undefined ? undefined : this.openLeases(keyOf(scope, 'lease', lease.name), now);
    const hasPlace = lease === undefined || leases === undefined || leases.size < lease.most;
    const admitted = hasPlace && measured.every(({ waitMs }) => waitMs <= 0);
    if (admitted) {
      rates.forEach(({ name }, index) => this.keep(keyOf(scope, 'rate', name), measured[index]?.taken ?? now));
      if (lease !== undefined && leases !== undefined) {
        leases.set(lease.id, now + lease.ttlMs);
        this.keep(keyOf(scope, 'lease', lease.name), leases);
      }
    }
    const states = measured.map((one) => stateOf(one, admitted, now));
    return Promise.resolve({ admitted, rates: states, openLeases: leases?.size });
  }

  settle(scope: string, { name, law }: NamedRate, units: number, onceId?: string): Promise<void> {
    const now = this.clock.monotonicMs();
    if (onceId !== undefined) {
      const once = keyOf(scope, 'settled', onceId);
      if (this.arrival(once, now) > now) return Promise.resolve();
      this.keep(once, now + ONCE_MS);
    }
    const key = keyOf(scope, 'rate', name);
    const settled = this.arrival(key, now) + units * intervalMs(law);
    this.keep(key, Math.max(now, Math.min(settled, now + MAX_DEBT_BURSTS * law.burst * intervalMs(law))));
    return Promise.resolve();
  }

  renew(scope: string, { name, id }: LeaseName, ttlMs: number): Promise<boolean> {
    const now = this.clock.monotonicMs();
    const leases = this.openLeases(keyOf(scope, 'lease', name), now);
    const isOpen = leases.has(id);
    if (isOpen) leases.set(id, now + ttlMs);
    return Promise.resolve(isOpen);
  }

  release(scope: string, { name, id }: LeaseName): Promise<void> {
    this.openLeases(keyOf(scope, 'lease', name), this.clock.monotonicMs()).delete(id);
    return Promise.resolve();
  }

  look(scope: string, rates: readonly NamedRate[], leases: readonly string[]): Promise<LimitState> {
    const now = this.clock.monotonicMs();
    return Promise.resolve({
      rates: rates.map(({ name, law }) => {
        const check = { name, law, cost: 1 };
        return stateOf(measure(check, this.arrival(keyOf(scope, 'rate', name), now), now), false, now);
      }),
      openLeases: leases.map((name) => this.openLeases(keyOf(scope, 'lease', name), now).size),
    });
  }

  reset(scope: string, rates: readonly string[], leases: readonly string[]): Promise<void> {
    for (const name of rates) this.entries.delete(keyOf(scope, 'rate', name));
    for (const name of leases) this.entries.delete(keyOf(scope, 'lease', name));
    return Promise.resolve();
  }

  /**
   * Counts a call that was admitted elsewhere, so that a decision here knows of it. At most the whole burst is then missing:
   * what others let through makes nobody wait longer than that.
   */
  note({ scope, rates }: AdmissionRequest): void {
    const now = this.clock.monotonicMs();
    for (const { name, law, cost } of rates) {
      const key = keyOf(scope, 'rate', name);
      const most = now + law.burst * intervalMs(law);
      this.keep(key, Math.min(most, this.arrival(key, now) + costOf(law, cost) * intervalMs(law)));
    }
  }

  /** Time until everything that was counted for a rate has come back, milliseconds; 0 when nothing was. */
  aheadMs(scope: string, rateName: string): number {
    const now = this.clock.monotonicMs();
    return this.arrival(keyOf(scope, 'rate', rateName), now) - now;
  }

  private arrival(key: string, now: number): number {
    const entry = this.entries.get(key);
    return typeof entry === 'number' ? Math.max(entry, now) : now;
  }

  private openLeases(key: string, now: number): Map<string, number> {
    const entry = this.entries.get(key);
    if (!(entry instanceof Map)) return new Map();
    for (const [id, endsAt] of entry) if (endsAt <= now) entry.delete(id);
    return entry;
  }

  /** The order of a Map is that of insertion, so the first entry is the one seen longest ago. */
  private keep(key: string, entry: Entry): void {
    this.entries.delete(key);
    this.entries.set(key, entry);
    if (this.entries.size <= this.mostEntries) return;
    const [oldest] = this.entries.keys();
    if (oldest !== undefined) this.entries.delete(oldest);
  }
}

interface Measured {
  check: RateCheck;
  /** Arrival time before and after the call. */
  before: number;
  taken: number;
  /** Positive: how long the call would have to wait. */
  waitMs: number;
}

function measure(check: RateCheck, before: number, now: number): Measured {
  const { law } = check;
  const taken = before + costOf(law, check.cost) * intervalMs(law);
  // A thousandth of a millisecond, as Redis counts: sums of fractions differ in their last digits.
  const overMs = taken - now - law.burst * intervalMs(law);
  return { check, before, taken, waitMs: overMs > 0.0005 ? overMs : 0 };
}

function stateOf({ check: { law }, before, taken, waitMs }: Measured, wasTaken: boolean, now: number): RateState {
  const ahead = (wasTaken ? taken : before) - now;
  return {
    admitted: waitMs === 0,
    remaining: Math.max(0, Math.floor((law.burst * intervalMs(law) - ahead) / intervalMs(law) + 1e-6)),
    resetMs: Math.ceil(ahead),
    retryAfterMs: Math.ceil(waitMs),
  };
}

/** The lengths keep different scopes and names apart, whatever they hold. */
function keyOf(scope: string, family: 'rate' | 'lease' | 'settled', name: string): string {
  return `${family}:${scope.length}:${scope}${name}`;
}
