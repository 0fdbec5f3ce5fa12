import type { NamedRate } from './limit-store';

/** Units of one rate that are to be counted later; negative ones are to be given back. */
export interface OwedUnits {
  readonly rate: NamedRate;
  readonly units: number;
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

  add(scope: string, rate: NamedRate, units: number): void {
    const rates = this.scopes.get(scope) ?? new Map<string, OwedUnits>();
    const { name, law } = rate;
    rates.set(name, { rate: { name, law }, units: units + (rates.get(name)?.units ?? 0) });
    this.scopes.set(scope, rates);
    if (this.scopes.size <= this.mostScopes) return;
    const [oldest] = this.scopes.keys();
    if (oldest !== undefined) this.scopes.delete(oldest);
  }

  /** What a scope owes; from now on it owes nothing. */
  take(scope: string): readonly OwedUnits[] {
    const rates = this.scopes.get(scope);
    if (rates === undefined) return [];
    this.scopes.delete(scope);
    return [...rates.values()];
  }

  /** The scopes that owe something, those owed first first. */
  names(): string[] {
    return [...this.scopes.keys()];
  }
}
