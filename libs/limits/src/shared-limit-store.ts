import type { MemoryLimitStore } from './adapters/memory/memory-limit-store';
import {
  LimitStore,
  type Admission,
  type AdmissionRequest,
  type LeaseName,
  type LimitState,
  type NamedRate,
} from './limit-store';
import { Outages } from './outages';
import { OwedLedger, type OwedUnits } from './owed-units';
import { costOf, intervalMs, shareOf } from './rate-law';

/** Time after which the store counts as being there again, and the other processes as having told it of an outage, milliseconds. */
const SETTLED_MS = 1_000;

/** Who decided: the store that all processes share, or this process alone, within its share of the limit. */
export type DecidedBy = 'store' | 'share';

/** An {@link Admission} that tells who decided. */
export interface SharedAdmission extends Admission {
  decidedBy: DecidedBy;
}

/** What a {@link SharedLimitStore} needs to know of its surroundings. */
export interface SharedLimitOptions {
  /** Processes that serve now, as far as it is known; at least 1. */
  processes: () => number;
  /** Monotonic milliseconds. */
  nowMs: () => number;
  /** An id that no other process makes. */
  newId: () => string;
  /** True when a failure tells that the store has certainly not done what it was asked. */
  wasNotDone: (error: unknown) => boolean;
  /** Told when decisions begin (true) or cease to be made by the share, with the reason. */
  onDegraded?: (isDegraded: boolean, cause?: unknown) => void;
}

/**
 * Limits that go on without their store: while it does not answer, each process admits its own share of every limit, so that
 * all processes together admit no more than the limit. Each process remembers what it admitted before, within the bounds of its
 * memory store, so an outage gives nobody a second burst from the same process; and what it admitted in an outage and the law has not
 * given back since it tells the store afterwards, before it asks about the same caller again. A request that the store may have
 * counted itself is not told; what is told is counted once, however often it has to be said.
 *
 * What must not be admitted on a share (attempts to log in, money) asks {@link strictly}.
 */
export class SharedLimitStore extends LimitStore {
  private degraded = false;
  private lastFailureMs = -Infinity;
  private readonly owed: OwedLedger;
  private readonly repaying = new Set<Promise<void>>();
  private readonly outages = new Outages();

  constructor(
    private readonly store: LimitStore,
    private readonly memory: MemoryLimitStore,
    private readonly options: SharedLimitOptions,
  ) {
    super();
    this.owed = new OwedLedger(options.nowMs);
  }

  /** Whether decisions are made by the share, or were within the last second: a Cluster may answer for one caller and not for another. */
  get isDegraded(): boolean {
    return this.degraded;
  }

  admit(request: AdmissionRequest): Promise<SharedAdmission> {
    return this.outages.size === 0 ? this.ask(request) : this.askAfterOutage(request);
  }

  /** As `admit`, but rejects when the store does not answer. */
  strictly(request: AdmissionRequest): Promise<SharedAdmission> {
    if (this.owed.size > 0) this.repayScope(request.scope); // travels with the question, and before it
    return this.store.admit(request).then((admission) => {
      if (this.degraded && this.options.nowMs() - this.lastFailureMs >= SETTLED_MS) this.setDegraded(false);
      if (admission.admitted) this.memory.note(this.shareFor(request));
      return { ...admission, decidedBy: 'store' };
    });
  }

  /** Decides by the share alone, also while the store answers. */
  async byShare(request: AdmissionRequest): Promise<SharedAdmission> {
    return { ...(await this.memory.admit(this.shareFor(request))), decidedBy: 'share' };
  }

  /** Both are corrected: which one admitted the call does not matter to the caller. Never rejects. */
  async settle(scope: string, rate: NamedRate, units: number): Promise<void> {
    const own = { name: rate.name, law: shareOf(rate.law, this.options.processes()) };
    await Promise.all([this.tell(scope, rate, units), this.memory.settle(scope, own, units)]);
  }

  /** True also while the store does not answer: the lease ends by itself then. Never rejects. */
  async renew(scope: string, lease: LeaseName, ttlMs: number): Promise<boolean> {
    const [isOpen, isOpenHere] = await Promise.all([
      this.store.renew(scope, lease, ttlMs).catch(() => true),
      this.memory.renew(scope, lease, ttlMs),
    ]);
    return isOpen || isOpenHere;
  }

  /** Never rejects. */
  async release(scope: string, lease: LeaseName): Promise<void> {
    await Promise.all([this.store.release(scope, lease).catch(ignore), this.memory.release(scope, lease)]);
  }

  look(scope: string, rates: readonly NamedRate[], leases: readonly string[]): Promise<LimitState> {
    return this.store.look(scope, rates, leases);
  }

  async reset(scope: string, rates: readonly string[], leases: readonly string[]): Promise<void> {
    await this.memory.reset(scope, rates, leases);
    await this.store.reset(scope, rates, leases);
  }

  /** To be called when the store answers again, so that nobody has to ask it to find out. */
  recovered(): void {
    this.setDegraded(false);
  }

  /** Tells the store what was admitted without it, and waits for what is being told. Never rejects: what it does not take is owed on. */
  async repay(): Promise<void> {
    for (const scope of this.owed.names()) this.repayScope(scope);
    await Promise.all(this.repaying);
  }

  private ask(request: AdmissionRequest): Promise<SharedAdmission> {
    return this.strictly(request).catch((error: unknown) =>
      this.admitWithout(request, error, this.options.wasNotDone(error)),
    );
  }

  private async askAfterOutage(request: AdmissionRequest): Promise<SharedAdmission> {
    let isReturning: boolean;
    try {
      isReturning = await this.isReturning(request);
    } catch (error) {
      return this.admitWithout(request, error, true); // it was only asked whether it answers
    }
    if (!isReturning) return this.ask(request);
    const admission = await this.admitByShare(request, true);
    this.repayScope(request.scope);
    return admission;
  }

  private admitWithout(request: AdmissionRequest, error: unknown, isUntold: boolean): Promise<SharedAdmission> {
    this.lastFailureMs = this.options.nowMs();
    this.setDegraded(true, error);
    this.outages.noteFailure(request.scope);
    return this.admitByShare(request, isUntold);
  }

  /**
   * Whether the store answers for a caller again, but not for long enough that the other processes have told it too what they
   * admitted: until then the limit it knows of has room that is taken. Rejects while it does not answer.
   */
  private async isReturning({ scope, rates: [rate] }: AdmissionRequest): Promise<boolean> {
    if (rate === undefined || !this.outages.has(scope)) return false;
    if (!this.outages.hasAnswered(scope)) {
      this.repayScope(scope);
      await this.store.settle(scope, rate, 0); // counts nothing: it only has to be answered
      this.outages.noteAnswer(scope, this.options.nowMs());
    }
    return !this.outages.isOver(scope, this.options.nowMs() - SETTLED_MS);
  }

  private async admitByShare(request: AdmissionRequest, isUntold: boolean): Promise<SharedAdmission> {
    const admission = await this.memory.admit(this.shareFor(request));
    if (admission.admitted && isUntold) {
      for (const { cost, ...rate } of request.rates) this.owe(request.scope, rate, costOf(rate.law, cost));
    }
    return { ...admission, decidedBy: 'share' };
  }

  private repayScope(scope: string): void {
    for (const owed of this.owed.take(scope)) {
      const repaying = this.repayUnits(scope, owed).finally(() => this.repaying.delete(repaying));
      this.repaying.add(repaying);
    }
  }

  /** Said under an id, and again under the same one when nobody knows whether it was heard: the store counts it once. */
  private async repayUnits(scope: string, owed: OwedUnits): Promise<void> {
    const onceId = owed.onceId ?? this.options.newId();
    try {
      await this.store.settle(scope, owed.rate, owed.units, onceId);
    } catch (error) {
      const isUntold = owed.onceId === undefined && this.options.wasNotDone(error);
      this.owed.add(scope, isUntold ? owed : { ...owed, onceId });
    }
  }

  private async tell(scope: string, rate: NamedRate, units: number): Promise<void> {
    try {
      await this.store.settle(scope, rate, units);
    } catch (error) {
      if (this.options.wasNotDone(error)) this.owe(scope, rate, units);
    }
  }

  /** To be called when this process has counted the units, or given them back: what it counted besides drains before they do. */
  private owe(scope: string, { name, law }: NamedRate, units: number): void {
    const share = shareOf(law, this.options.processes());
    const beforeMs = this.memory.aheadMs(scope, name) - Math.max(0, units) * intervalMs(share);
    const drainsFromMs = this.options.nowMs() + Math.max(0, beforeMs);
    this.owed.add(scope, { rate: { name, law }, units, share, drainsFromMs });
  }

  private shareFor({ scope, rates, lease }: AdmissionRequest): AdmissionRequest {
    const processes = this.options.processes();
    if (processes <= 1) return { scope, rates, lease };
    return {
      scope,
      rates: rates.map(({ name, law, cost }) => ({ name, law: shareOf(law, processes), cost })),
      lease: lease && { ...lease, most: Math.max(1, Math.floor(lease.most / processes)) },
    };
  }

  private setDegraded(isDegraded: boolean, cause?: unknown): void {
    if (this.degraded === isDegraded) return;
    this.degraded = isDegraded;
    this.options.onDegraded?.(isDegraded, cause);
  }
}

/** A lease that cannot be released ends by itself. */
function ignore(): void {
  // nothing to do
}
