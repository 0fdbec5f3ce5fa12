import type { Clock } from '@app/kernel';
import type { CacheChange, CacheStore, Claim, PutResult } from '../cache-store';
import type { CacheEntry } from '../entry/cache-entry';
import type { CacheKey } from '../key/answer-key';
import { within } from './within';

/** How long things may take, milliseconds. */
export interface ClaimTimes {
  /** A claim that is not renewed ends after this: a process that died frees its keys. */
  readonly claimMs: number;
  /** Longest wait for the store in one request, in all. */
  readonly storeMs: number;
  /** Longest wait for another process that makes the answer. */
  readonly otherMs: number;
}

/** The defaults of {@link ClaimTimes}. */
export const CLAIM_TIMES: ClaimTimes = { claimMs: 10_000, storeMs: 500, otherMs: 120_000 };

/** A claim that this process holds. Without a token it is the process's own business: the store is away. */
export class HeldClaim {
  private timer: NodeJS.Timeout | undefined;
  private token: string | undefined;
  private isLost = false;
  private isOver = false;

  constructor(
    private readonly store: CacheStore,
    readonly key: CacheKey,
    token: string | undefined,
    private readonly claimMs: number,
  ) {
    if (token !== undefined) this.hold(token);
  }

  /** Takes over a claim that was asked for and is still to be answered. One that comes after the end is given back. */
  adopt(token: string, claim: Promise<Claim>): this {
    claim.then(
      ({ status }) => {
        if (status !== 'claimed') return;
        this.hold(token);
        if (this.isOver) void this.release();
      },
      () => undefined, // the store tells of its own state
    );
    return this;
  }

  /** Stores the answer and ends the claim. Never rejects, and does not wait for a claim that is still to come. */
  async put(entry: CacheEntry): Promise<PutResult | 'unavailable'> {
    this.end();
    if (this.token === undefined) return 'unavailable';
    try {
      return await this.store.put(this.key, entry, this.token);
    } catch {
      return 'unavailable'; // the store tells of its own state
    }
  }

  /** Ends the claim without an answer. Never rejects. */
  async release(): Promise<void> {
    this.end();
    if (this.token === undefined || this.isLost) return;
    try {
      await this.store.release(this.key, this.token);
    } catch {
      // It ends by itself.
    }
  }

  private end(): void {
    this.isOver = true;
    clearInterval(this.timer);
  }

  private hold(token: string): void {
    this.token = token;
    this.timer = setInterval(() => this.renew(token, this.claimMs), this.claimMs / 3);
    this.timer.unref();
  }

  private renew(token: string, claimMs: number): void {
    this.store.renew(this.key, token, claimMs).then(
      (held) => {
        if (held) return;
        this.isLost = true;
        clearInterval(this.timer);
      },
      () => undefined, // the next one may reach the store
    );
  }
}

/** What a claim is wanted for. */
export interface ClaimRequest {
  readonly isGood: (entry: CacheEntry) => boolean;
  /** Whether a claim of another is taken from it. */
  readonly takeOver: boolean;
  /** What the request has waited for the store before, milliseconds. */
  readonly waitedMs: number;
}

/** Claims on answers, over all processes. */
export class AnswerClaims {
  private readonly waiters = new Map<string, Set<() => void>>();

  constructor(
    private readonly store: CacheStore,
    private readonly clock: Clock,
    private readonly newToken: () => string,
    private readonly times: ClaimTimes,
  ) {}

  /** For changes that others make: whoever waits for this answer looks again. */
  onChange(change: CacheChange): void {
    if (change.type === 'removed') return;
    if (change.type === 'unknown') for (const waiting of this.waiters.values()) wake(waiting);
    else wake(this.waiters.get(idOf(change)) ?? new Set());
  }

  /**
   * Waits until the answer is there in a form that `isGood`, or until this process is to make it. Waits for the store and for
   * other processes no longer than their times; what comes from the store later still counts.
   */
  async claim(
    key: CacheKey,
    signal: AbortSignal,
    { isGood, takeOver, waitedMs }: ClaimRequest,
  ): Promise<CacheEntry | HeldClaim> {
    const token = this.newToken();
    const giveUpAt = this.clock.monotonicMs() + this.times.otherMs;
    let storeMs = this.times.storeMs - waitedMs;
    for (;;) {
      const change = this.nextChange(key);
      try {
        const began = this.clock.monotonicMs();
        const asked = this.store.claim(key, token, this.times.claimMs, takeOver);
        const claim = await within(asked, storeMs);
        storeMs -= this.clock.monotonicMs() - began;
        if (claim === undefined) return this.held(key, undefined).adopt(token, asked);
        if (claim.status === 'claimed') return await this.decide(this.held(key, token), claim.entry, isGood);
        const left = giveUpAt - this.clock.monotonicMs();
        if (left <= 0) return this.held(key, undefined);
        await within(change.happened, Math.min(claim.endsInMs + 1, left, this.times.claimMs), signal);
        storeMs = this.times.storeMs;
      } finally {
        change.forget();
      }
      signal.throwIfAborted();
    }
  }

  /** Claims without waiting for anybody. Undefined when it is being made elsewhere, or when the store is away. */
  async tryClaim(key: CacheKey): Promise<HeldClaim | undefined> {
    const token = this.newToken();
    const asked = this.store.claim(key, token, this.times.claimMs);
    const claim = await within(asked, this.times.storeMs);
    if (claim === undefined) void this.held(key, undefined).adopt(token, asked).release();
    return claim?.status === 'claimed' ? this.held(key, token) : undefined;
  }

  private async decide(
    held: HeldClaim,
    entry: CacheEntry | undefined,
    isGood: (entry: CacheEntry) => boolean,
  ): Promise<CacheEntry | HeldClaim> {
    if (entry === undefined || !isGood(entry)) return held;
    await held.release();
    return entry;
  }

  private held(key: CacheKey, token: string | undefined): HeldClaim {
    return new HeldClaim(this.store, key, token, this.times.claimMs);
  }

  private nextChange(key: CacheKey): { happened: Promise<void>; forget: () => void } {
    const id = idOf(key);
    const waiting = this.waiters.get(id) ?? new Set();
    this.waiters.set(id, waiting);
    let happen: () => void = () => undefined;
    const happened = new Promise<void>((resolve) => (happen = resolve));
    waiting.add(happen);
    const forget = (): void => {
      waiting.delete(happen);
      if (waiting.size === 0 && this.waiters.get(id) === waiting) this.waiters.delete(id);
    };
    return { happened, forget };
  }
}

function wake(waiting: Set<() => void>): void {
  for (const happen of waiting) happen();
}

function idOf({ tag, hash }: Pick<CacheKey, 'tag' | 'hash'>): string {
  return `${hash}${tag}`;
}
