/** How a part of the service is. `degraded`: it works, with less than it should have. */
export type HealthStatus = 'up' | 'degraded' | 'down';

/** What a part of the service says of itself. No addresses, no names of people. */
export interface HealthReport {
  status: HealthStatus;
  /** Why it is not `up`. */
  message?: string;
  latencyMs?: number;
  /** Whatever else is worth seeing. Plain JSON. */
  details?: Readonly<Record<string, unknown>>;
}

/** A part of the service that has a state worth telling. */
export interface HealthContributor {
  /** Unique, camelCase. */
  name: string;
  /** Whether the service as a whole is down without it. Default false. */
  isCritical?: boolean;
  /** Asked at most once a second, and given up on after a second. May throw: then it is `down`. */
  report(): HealthReport | Promise<HealthReport>;
}

/** Where the parts of the service announce themselves. One for the whole program. */
export class HealthBoard {
  private readonly all = new Map<string, HealthContributor>();

  /** A second one of the same name takes the place of the first. */
  add(contributor: HealthContributor): void {
    this.all.set(contributor.name, contributor);
  }

  /** In the order in which they came. */
  contributors(): HealthContributor[] {
    return [...this.all.values()];
  }
}
