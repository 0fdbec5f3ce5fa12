import type { NamedRate } from './limit-store';

/** Units of one rate that are to be counted later; negative ones are to be given back. */
export interface OwedUnits {
  readonly rate: NamedRate;
  readonly units: number;
  /** Under which the store may have counted them already. Absent: it certainly has not. */
  readonly onceId?: string;
}

/** Scopes that are remembered at most, unless told otherwise. */
const DEFAULT_MOST_SCOPES = 10_000;

/** What a store has to be told when it answers again, in bounded memory: of too many scopes, those owed first are forgotten. */
export class OwedLedger {
  private readonly scopes = new Map<string, Map<string, OwedUnits>>();

  constructor(private readonly mostScopes = DEFAULT_MOST_SCOPES) {}

  /** Scopes that owe something. */
  get size(): number {
    return this.scopes.size;
  }

  /** Adds to what is owed; units that may have been counted stay apart, under their id. */
  add(scope: string, { name, law }: NamedRate, units: number, onceId?: string): void {
    const owed = this.scopes.get(scope) ?? new Map<string, OwedUnits>();
    const rate = { name, law };
    if (onceId === undefined) owed.set(name, { rate, units: units + (owed.get(name)?.units ?? 0) });
    else owed.set(`${name} ${onceId}`, { rate, units, onceId });
    this.scopes.set(scope, owed);
    if (this.scopes.size <= this.mostScopes) return;
    const [oldest] = this.scopes.keys();
    if (oldest !== undefined) this.scopes.delete(oldest);
  }

  /** What a scope owes; from now on it owes nothing. */
  take(scope: string): readonly OwedUnits[] {
    const owed = this.scopes.get(scope);
    if (owed === undefined) return [];
    this.scopes.delete(scope);
    return [...owed.values()];
  }

  /** The scopes that owe something, those owed first first. */
  names(): string[] {
    return [...this.scopes.keys()];
  }
}
