import { unlessAborted, type Clock } from '@app/kernel';
import type { CacheChange, CacheStore, EntryPage, Removal, RemovalOptions } from '../cache-store';
import type { CacheEntry } from '../entry/cache-entry';
import { ageMs, freshnessOf, isDueEarly, servesOnError, withJitter, type EntryMeta } from '../entry/entry-meta';
import { matchesFilter, type CacheFilter } from '../filter/cache-filter';
import type { CacheKey } from '../key/answer-key';
import { AnswerClaims, HeldClaim, type ClaimTimes } from './answer-claims';
import type { AnswerCodec } from './answer-codec';
import type { CacheLayerName, CacheObserver, MissReason } from './cache-observer';
import { Flight, type FlightOutcome, type FlightStart } from './flight';
import type { MemoryTier } from './memory-tier';
import { within } from './within';

/** How long an answer may be used, milliseconds; see {@link EntryMeta}. */
export type Lifetimes = Pick<EntryMeta, 'freshMs' | 'revalidateMs' | 'onErrorMs'>;

/** What an {@link AnswerCache} is made of. */
export interface AnswerCacheParts<Event> {
  readonly memory: MemoryTier;
  readonly store: CacheStore;
  readonly clock: Clock;
  /** 0 (inclusive) to 1. */
  readonly random: () => number;
  readonly newToken: () => string;
  readonly codec: AnswerCodec<Event>;
  readonly observer: CacheObserver;
  readonly times: ClaimTimes;
  /** Larger answers are not kept, bytes. */
  readonly mostEntryBytes: number;
  /** Share by which lifetimes differ, 0 to 1. */
  readonly jitter: number;
  /** How early answers are made anew; see {@link isDueEarly}. */
  readonly earlyBeta: number;
}

/** A look for an answer that has begun. */
export interface Lookup {
  readonly key: CacheKey;
  /** Found in memory, fresh or not. */
  readonly inMemory: CacheEntry | undefined;
  /** What the store has; undefined when it was not asked. Never rejects: `unavailable` when the store is away. */
  readonly inStore: Promise<CacheEntry | 'unavailable' | undefined> | undefined;
}

/** One request for an answer. */
export interface ServeRequest<Event> {
  readonly lookup: Lookup;
  /** `refresh`: makes it in any case. `only`: makes nothing. */
  readonly mode: 'default' | 'refresh' | 'only';
  /** Whether the answer is wanted in one piece, so that nothing is told before its end. */
  readonly isWhole: boolean;
  /**
   * True when nobody asked: it is no hit and no miss for the observer, and what is no longer fresh is made anew by this request
   * itself. Default false.
   */
  readonly isUnasked?: boolean;
  /** Nothing older is wanted, milliseconds. Default: whatever is fresh, or stale while it is made anew. */
  readonly maxAgeMs?: number;
  readonly lifetimes: Lifetimes;
  /** What the request has waited for the store before, milliseconds: part of {@link ClaimTimes.storeMs}. Default 0. */
  readonly waitedMs?: number;
  /** What the entry is to say of itself. */
  readonly facts: Pick<EntryMeta, 'model' | 'strategy' | 'conversationId' | 'tags' | 'maker'>;
  readonly fill: (signal: AbortSignal) => Promise<AsyncIterable<Event>>;
  /** Whether a failure is one that an old answer may stand in for. */
  readonly isOutage: (error: unknown) => boolean;
  readonly signal: AbortSignal;
}

/** What became of a request. */
export type Served<Event> =
  | {
      readonly type: 'stored';
      readonly status: 'hit' | 'stale';
      readonly layer: CacheLayerName;
      readonly entry: CacheEntry;
      readonly ageMs: number;
    }
  | { readonly type: 'made'; readonly reason: MissReason; readonly events: AsyncIterable<Event> }
  /** Nothing is stored, and nothing was to be made. */
  | { readonly type: 'absent' };

interface Found {
  entry: CacheEntry;
  layer: CacheLayerName;
}

/** Tries of others that one may see fail before its own request fails in the same way. */
const MOST_FAILURES_SEEN = 2;
const MOST_BACKGROUND_FLIGHTS = 32;

/**
 * Answers on two levels, memory and a store that all processes share, each made once however many ask for it. When the store is
 * away it works with its memory; nothing waits for the store longer than the configured time.
 */
export class AnswerCache<Event> {
  /** Those that others may join, by key. */
  private readonly flights = new Map<string, Flight<Event>>();
  private readonly allFlights = new Set<Flight<Event>>();
  private readonly claims: AnswerClaims;
  private background = 0;

  constructor(private readonly parts: AnswerCacheParts<Event>) {
    const { store, clock, newToken, times } = parts;
    this.claims = new AnswerClaims(store, clock, newToken, times);
    store.watch((change) => this.onChange(change));
  }

  /**
   * Begins to look, synchronously: what the store is asked travels with what others ask in this tick.
   *
   * @param waitedMs what the request has waited for the store before, milliseconds: part of {@link ClaimTimes.storeMs}.
   */
  look(key: CacheKey, waitedMs = 0): Lookup {
    const { memory, clock, store } = this.parts;
    const inMemory = memory.get(key);
    const isEnough = inMemory !== undefined && freshnessOf(inMemory.meta, clock.now()) === 'fresh';
    if (isEnough || this.flights.has(idOf(key))) return { key, inMemory, inStore: undefined };
    const asked = store.get(key).catch(() => 'unavailable' as const);
    return { key, inMemory, inStore: waitedMs === 0 ? asked : this.inTime(asked, waitedMs) };
  }

  /** Gives the stored answer, or has it made. Rejects with what the making failed with, and when the signal aborts. */
  async serve(request: ServeRequest<Event>): Promise<Served<Event>> {
    if (request.mode === 'refresh') return this.make(request, undefined, 'refresh');
    const { clock } = this.parts;
    const beganAtMs = clock.monotonicMs();
    const found = await this.find(request.lookup);
    if (found === undefined) return this.orMake(request, beganAtMs, found, 'absent');
    if (found === 'unavailable') return this.orMake(request, beganAtMs, undefined, found);
    const now = clock.now();
    const { meta } = found.entry;
    const freshness = freshnessOf(meta, now);
    if (ageMs(meta, now) > (request.maxAgeMs ?? Infinity)) return this.orMake(request, beganAtMs, found, 'too_old');
    if (freshness === 'expired') return this.orMake(request, beganAtMs, found, freshness);
    const { isUnasked = false } = request;
    if (isUnasked && freshness === 'stale') return this.orMake(request, beganAtMs, undefined, 'expired');
    if (request.mode === 'default' && !isUnasked) {
      const isDue = freshness === 'stale' || isDueEarly(meta, now, 1 - this.parts.random(), this.parts.earlyBeta);
      if (isDue) this.refresh(request);
    }
    return this.stored(request, found, freshness === 'fresh' ? 'hit' : 'stale');
  }

  /** Removes answers everywhere: in the store, in this memory, and by its message in others' within a second. */
  async remove(filter: CacheFilter, options: RemovalOptions = {}): Promise<Removal> {
    if (options.dryRun !== true) this.forget(filter);
    const removal = await this.parts.store.remove(filter, options);
    if (options.dryRun !== true) this.forget(filter); // what was read or made meanwhile
    return removal;
  }

  /** See {@link CacheStore.metasOf}. */
  metasOf(keys: readonly CacheKey[]): Promise<(EntryMeta | undefined)[]> {
    return this.parts.store.metasOf(keys);
  }

  /** See {@link CacheStore.list}. */
  list(filter: CacheFilter, limit: number, cursor?: string): Promise<EntryPage> {
    return this.parts.store.list(filter, limit, cursor);
  }

  /** Answers that are being made now. */
  get making(): number {
    return this.allFlights.size;
  }

  private async find({ key, inMemory, inStore }: Lookup): Promise<Found | 'unavailable' | undefined> {
    const stored = await inStore;
    if (stored !== undefined && stored !== 'unavailable') {
      this.parts.memory.set(key, stored);
      return { entry: stored, layer: 'redis' };
    }
    if (inMemory !== undefined) return { entry: inMemory, layer: 'memory' };
    return stored;
  }

  /** What the store has, within what is left of its time: the store's own limit is for one call. */
  private async inTime(asked: NonNullable<Lookup['inStore']>, waitedMs: number): Promise<Awaited<typeof asked>> {
    const answered = asked.then((entry) => ({ entry }));
    const inTime = await within(answered, this.parts.times.storeMs - waitedMs);
    return inTime === undefined ? 'unavailable' : inTime.entry;
  }

  /** Has it made, unless only a stored answer is wanted. To look for that was a wait for the store too. */
  private orMake(
    request: ServeRequest<Event>,
    beganAtMs: number,
    old: Found | undefined,
    reason: MissReason,
  ): Promise<Served<Event>> {
    if (request.mode === 'only') return Promise.resolve({ type: 'absent' });
    const waitedMs = (request.waitedMs ?? 0) + this.parts.clock.monotonicMs() - beganAtMs;
    return this.make({ ...request, waitedMs }, old, reason);
  }

  /** Takes part in the making that is going on, or begins one. */
  private async make(request: ServeRequest<Event>, old: Found | undefined, reason: MissReason): Promise<Served<Event>> {
    const { key } = request.lookup;
    for (let failures = 0; ;) {
      const flight = request.mode === 'refresh' ? undefined : this.flights.get(idOf(key));
      if (flight === undefined) return this.lead(request, old, reason);
      const outcome = await flight.outcome(request.signal);
      if (outcome.type === 'stored') return this.stored(request, { entry: outcome.entry, layer: 'memory' }, 'hit');
      if (outcome.type === 'private') {
        return this.made(request, 'private', await request.fill(request.signal));
      }
      if (++failures >= MOST_FAILURES_SEEN) return this.insteadOf(outcome.error, request, old);
    }
  }

  private async lead(request: ServeRequest<Event>, old: Found | undefined, reason: MissReason): Promise<Served<Event>> {
    const flight = this.open(request, (signal) => this.begin(request, signal));
    const leave = flight.enter();
    try {
      const start = await unlessAborted(flight.started, request.signal);
      if (start.type === 'stored') {
        leave();
        return this.stored(request, { entry: start.entry, layer: 'redis' }, 'hit');
      }
      if (old !== undefined) await this.firstOrAll(flight, request);
    } catch (error) {
      leave();
      request.signal.throwIfAborted();
      return this.insteadOf(error, request, old);
    }
    return this.made(request, reason, flight.follow(request.signal, leave));
  }

  /** While an old answer could still stand in: waits until a failure would come too late for that. */
  private async firstOrAll(flight: Flight<Event>, request: ServeRequest<Event>): Promise<void> {
    if (!request.isWhole) return flight.firstEvent();
    const outcome = await flight.outcome(request.signal);
    if (outcome.type === 'failed') throw outcome.error;
  }

  private insteadOf(error: unknown, request: ServeRequest<Event>, old: Found | undefined): Served<Event> {
    if (old === undefined || !request.isOutage(error)) throw error;
    if (!servesOnError(old.entry.meta, this.parts.clock.now())) throw error;
    return this.stored(request, old, 'stale');
  }

  /** Makes it anew in the background, unless somebody does. */
  private refresh(request: ServeRequest<Event>): void {
    const { key } = request.lookup;
    if (this.flights.has(idOf(key))) return;
    if (this.background >= MOST_BACKGROUND_FLIGHTS) {
      this.parts.observer.refreshed('dropped');
      return;
    }
    this.background++;
    this.parts.observer.refreshed('begun');
    const flight = this.open(request, async () => {
      const claim = await this.claims.tryClaim(key);
      if (claim === undefined) throw new Error('It is being made elsewhere.');
      return { type: 'made', claim };
    });
    void flight
      .outcome(new AbortController().signal)
      .catch(() => undefined) // counted as its end
      .finally(() => this.background--);
  }

  private async begin(request: ServeRequest<Event>, signal: AbortSignal): Promise<FlightStart> {
    const { key } = request.lookup;
    const isRefresh = request.mode === 'refresh';
    const isGood = ({ meta }: CacheEntry): boolean => {
      const now = this.parts.clock.now();
      return !isRefresh && freshnessOf(meta, now) === 'fresh' && ageMs(meta, now) <= (request.maxAgeMs ?? Infinity);
    };
    const claimed = await this.claims.claim(key, signal, {
      isGood,
      takeOver: isRefresh,
      waitedMs: request.waitedMs ?? 0,
    });
    if (claimed instanceof HeldClaim) return { type: 'made', claim: claimed };
    this.parts.memory.set(key, claimed);
    return { type: 'stored', entry: claimed };
  }

  private open(request: ServeRequest<Event>, begin: (signal: AbortSignal) => Promise<FlightStart>): Flight<Event> {
    const { codec, clock, mostEntryBytes } = this.parts;
    const { key } = request.lookup;
    const beganAtMs = clock.monotonicMs();
    const flight: Flight<Event> = new Flight({
      key,
      meta: this.metaOf(request, 0),
      codec,
      mostBytes: mostEntryBytes,
      begin,
      fill: request.fill,
      pack: (events) => codec.pack(events, this.metaOf(request, clock.monotonicMs() - beganAtMs)),
      onEnd: (outcome) => this.onEnd(flight, outcome),
    });
    this.flights.set(idOf(key), flight);
    this.allFlights.add(flight);
    return flight;
  }

  private onEnd(flight: Flight<Event>, outcome: FlightOutcome): void {
    const id = idOf(flight.key);
    if (this.flights.get(id) === flight) this.flights.delete(id);
    const { claim } = flight;
    if (claim !== undefined && outcome.type === 'stored') {
      void this.keep(flight, claim, outcome.entry);
      return;
    }
    this.allFlights.delete(flight);
    if (claim === undefined) return;
    this.parts.observer.kept(outcome.type === 'private' ? outcome.reason : 'failed');
    void claim.release();
  }

  private async keep(flight: Flight<Event>, claim: HeldClaim, entry: CacheEntry): Promise<void> {
    const result = await claim.put(entry);
    this.allFlights.delete(flight);
    if (result !== 'unclaimed' && !flight.isWithdrawn) this.parts.memory.set(flight.key, entry);
    this.parts.observer.kept(result);
  }

  private metaOf({ lookup, lifetimes, facts }: ServeRequest<Event>, fillMs: number): EntryMeta {
    const { clock, jitter, random } = this.parts;
    return {
      scope: lookup.key.scope,
      hash: lookup.key.hash,
      createdAt: clock.now(),
      ...lifetimes,
      freshMs: withJitter(lifetimes.freshMs, jitter, random()),
      fillMs: Math.round(fillMs),
      ...facts,
    };
  }

  private made(request: ServeRequest<Event>, reason: MissReason, events: AsyncIterable<Event>): Served<Event> {
    if (request.isUnasked !== true) this.parts.observer.miss(reason);
    return { type: 'made', reason, events };
  }

  private stored(request: ServeRequest<Event>, { entry, layer }: Found, status: 'hit' | 'stale'): Served<Event> {
    if (request.isUnasked !== true) this.parts.observer.hit(entry.meta, layer, status);
    return { type: 'stored', status, layer, entry, ageMs: ageMs(entry.meta, this.parts.clock.now()) };
  }

  private onChange(change: CacheChange): void {
    const { memory } = this.parts;
    if (change.type === 'removed') this.forget(change.filter);
    else if (change.type === 'unknown') this.forget({});
    else if (change.type === 'stored') memory.delete(change);
    this.claims.onChange(change);
  }

  private forget(filter: CacheFilter): void {
    this.parts.memory.drop(filter);
    for (const flight of this.allFlights) {
      if (matchesFilter(flight.meta, filter)) flight.isWithdrawn = true;
    }
  }
}

function idOf({ tag, hash }: Pick<CacheKey, 'tag' | 'hash'>): string {
  return `${hash}${tag}`;
}
