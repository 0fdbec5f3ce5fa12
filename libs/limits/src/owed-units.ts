import type { NamedRate } from './limit-store';
import { intervalMs, type RateLaw } from './rate-law';

/** Units of one rate that are to be counted later; negative ones are to be given back. They drain as counted ones would. */
export interface OwedUnits {
  readonly rate: NamedRate;
  /** As of {@link drainsFromMs}. */
  readonly units: number;
  /** The part of the law that this process may do alone: its units drain at this law's rate. */
  readonly share: RateLaw;
  /** Until then what was counted before them drains in their place. Monotonic milliseconds. */
  readonly drainsFromMs: number;
  /** Under which the store may have counted them already. Absent: it certainly has not. */
  readonly onceId?: string;
}

/** Scopes that are remembered at most, unless told otherwise. */
const DEFAULT_MOST_SCOPES = 10_000;

/**
 * What a store has to be told when it answers again, in bounded memory: of too many scopes, those owed first are forgotten. What is
 * owed drains at the rate of the law meanwhile, so that at most about one burst is told, however long the store was away.
 */
export class OwedLedger {
  private readonly scopes = new Map<string, Map<string, OwedUnits>>();

  /** @param nowMs monotonic milliseconds. */
  constructor(
    private readonly nowMs: () => number,
    private readonly mostScopes = DEFAULT_MOST_SCOPES,
  ) {}

  /** Scopes that owe something, or did and it has drained. */
  get size(): number {
    return this.scopes.size;
  }

  /** Adds to what is owed; units that may have been counted stay apart, under their id. */
  add(scope: string, added: OwedUnits): void {
    const owed = this.scopes.get(scope) ?? new Map<string, OwedUnits>();
    const { rate, onceId } = added;
    const key = onceId === undefined ? rate.name : `${rate.name} ${onceId}`;
    owed.set(key, sumOf(added, owed.get(key), this.nowMs()));
    this.scopes.set(scope, owed);
    if (this.scopes.size <= this.mostScopes) return;
    const [oldest] = this.scopes.keys();
    if (oldest !== undefined) this.scopes.delete(oldest);
  }

  /** What a scope still owes; from now on it owes nothing. */
  take(scope: string): readonly OwedUnits[] {
    const owed = this.scopes.get(scope);
    if (owed === undefined) return [];
    this.scopes.delete(scope);
    const now = this.nowMs();
    return [...owed.values()].map((one) => drained(one, now)).filter(({ units }) => units !== 0);
  }

  /** The scopes that owe something, those owed first first. */
  names(): string[] {
    return [...this.scopes.keys()];
  }
}

/** Both drain one after the other, never side by side. */
function sumOf(added: OwedUnits, before: OwedUnits | undefined, now: number): OwedUnits {
  const one = drained(added, now);
  if (before === undefined) return one;
  const other = drained(before, now);
  if (other.units === 0) return one;
  return {
    ...one,
    units: one.units + other.units,
    drainsFromMs: Math.min(one.drainsFromMs, other.drainsFromMs),
  };
}

/** What is left of units now. Those that are to be given back lose their worth alike: the store has drained too. */
function drained(owed: OwedUnits, now: number): OwedUnits {
  if (owed.drainsFromMs >= now) return owed;
  const gone = (now - owed.drainsFromMs) / intervalMs(owed.share);
  const left = Math.max(0, Math.abs(owed.units) - gone);
  return { ...owed, units: Math.sign(owed.units) * left, drainsFromMs: now };
}
