import { unlessAborted } from '@app/kernel';
import type { CacheEntry } from '../entry/cache-entry';
import type { EntryMeta } from '../entry/entry-meta';
import type { CacheKey } from '../key/answer-key';
import type { HeldClaim } from './answer-claims';
import type { AnswerCodec, NotStorable } from './answer-codec';
import { Follower, type FollowedEvents } from './follower';

/** How the making of an answer began: it was there after all, or it is being made. */
export type FlightStart =
  { readonly type: 'stored'; readonly entry: CacheEntry } | { readonly type: 'made'; readonly claim: HeldClaim };

/** How it ended, for those who wait for the same answer. */
export type FlightOutcome =
  | { readonly type: 'stored'; readonly entry: CacheEntry }
  | { readonly type: 'private'; readonly reason: NotStorable | 'too_large' | 'withdrawn' }
  | { readonly type: 'failed'; readonly error: unknown };

/** What a {@link Flight} needs. */
export interface FlightOptions<Event> {
  readonly key: CacheKey;
  /** What the answer will say of itself, as far as it is known. */
  readonly meta: EntryMeta;
  readonly codec: AnswerCodec<Event>;
  /** More than this, bytes, is passed on and not kept. */
  readonly mostBytes: number;
  /** Finds out whether the answer has to be made at all. */
  readonly begin: (signal: AbortSignal) => Promise<FlightStart>;
  /** Makes it. */
  readonly fill: (signal: AbortSignal) => Promise<AsyncIterable<Event>>;
  /** Packs the whole answer. */
  readonly pack: (events: readonly Event[]) => CacheEntry | NotStorable;
  /** Called once, when it has ended. */
  readonly onEnd: (outcome: FlightOutcome) => void;
}

/**
 * One making of one answer in this process, for everybody who asks for it meanwhile. It goes on as long as anybody waits for it:
 * one who leaves cancels nothing for the others, and when the last has left, the work is cancelled.
 *
 * Whoever follows live sets the pace; as soon as somebody else waits for the end, it runs as fast as it can.
 */
export class Flight<Event> implements FollowedEvents<Event> {
  /** Told when the key was invalidated while the answer was being made: it goes to those who asked and is not kept. */
  isWithdrawn = false;
  readonly started: Promise<FlightStart>;
  private readonly abort = new AbortController();
  private readonly events: Event[] = [];
  private readonly ended: Promise<FlightOutcome>;
  private tellEnd: (outcome: FlightOutcome) => void = () => undefined;
  private source: AsyncIterator<Event> | undefined;
  private pulling: Promise<IteratorResult<Event>> | undefined;
  private interested = 0;
  private sizeBytes = 0;
  private isOver = false;
  private isPumping = false;
  private failure: { error: unknown } | undefined;
  private heldClaim: HeldClaim | undefined;

  constructor(private readonly options: FlightOptions<Event>) {
    this.ended = new Promise((resolve) => (this.tellEnd = resolve));
    this.started = this.start();
    this.started.catch((error: unknown) => this.end({ type: 'failed', error }));
  }

  get key(): CacheKey {
    return this.options.key;
  }

  get meta(): EntryMeta {
    return this.options.meta;
  }

  /** The claim under which the answer is made, once it is. */
  get claim(): HeldClaim | undefined {
    return this.heldClaim;
  }

  /** Someone wants the answer, until the returned function is called. */
  enter(): () => void {
    this.interested++;
    let hasLeft = false;
    return () => {
      if (hasLeft) return;
      hasLeft = true;
      if (--this.interested === 0 && !this.isOver) this.cancel();
    };
  }

  /** Its end. Rejects with the signal's reason when the one who asks leaves first. */
  async outcome(signal: AbortSignal): Promise<FlightOutcome> {
    const leave = this.enter();
    try {
      void this.started.then(
        () => this.pump(),
        () => undefined, // told as its end
      );
      return await unlessAborted(this.ended, signal);
    } finally {
      leave();
    }
  }

  /** Its events from the first on, live. Throws what the work throws. `leave` is called when the reader is done or leaves. */
  follow(signal: AbortSignal, leave: () => void): AsyncIterable<Event> {
    return new Follower(this, signal, leave);
  }

  keptAt(index: number): Event | undefined {
    return this.events[index];
  }

  /** One event from the source, for all who want the next one. */
  pull(): Promise<IteratorResult<Event>> {
    return (this.pulling ??= this.pullNext());
  }

  /** Waits for the first event, so that a failure before it is known before anything was told. */
  async firstEvent(): Promise<void> {
    if (this.events.length === 0) await this.pull();
  }

  private async start(): Promise<FlightStart> {
    const { signal } = this.abort;
    const start = await this.options.begin(signal);
    if (start.type === 'stored') {
      this.end(start);
      return start;
    }
    if (signal.aborted) void start.claim.release();
    signal.throwIfAborted();
    this.heldClaim = start.claim;
    this.source = (await this.options.fill(signal))[Symbol.asyncIterator]();
    return start;
  }

  private async pullNext(): Promise<IteratorResult<Event>> {
    try {
      if (this.failure !== undefined) throw this.failure.error;
      if (this.source === undefined || this.isOver) return { done: true, value: undefined };
      const next = await this.source.next();
      if (next.done === true)
        this.end({ type: 'failed', error: new Error('The answer ended without its last event.') });
      else this.take(next.value);
      return next;
    } catch (error) {
      this.end({ type: 'failed', error });
      throw error;
    } finally {
      this.pulling = undefined;
    }
  }

  private take(event: Event): void {
    const { codec, mostBytes } = this.options;
    const isKept = this.sizeBytes <= mostBytes;
    if (isKept) {
      this.events.push(event);
      this.sizeBytes += codec.sizeOf(event);
    }
    if (codec.isLast(event)) this.finish(isKept);
    else if (isKept && this.sizeBytes > mostBytes) this.tell({ type: 'private', reason: 'too_large' });
  }

  private finish(isWhole: boolean): void {
    if (!isWhole) this.end({ type: 'private', reason: 'too_large' });
    else if (this.isWithdrawn) this.end({ type: 'private', reason: 'withdrawn' });
    else {
      const entry = this.options.pack(this.events);
      this.end(typeof entry === 'string' ? { type: 'private', reason: entry } : { type: 'stored', entry });
    }
  }

  /** Runs to the end, whoever follows, or until it is known that nobody else may have the answer. */
  private pump(): void {
    if (this.isPumping || this.isOver) return;
    this.isPumping = true;
    void this.pumpAll().catch(() => undefined); // told as its end
  }

  private async pumpAll(): Promise<void> {
    while (!this.isOver && this.sizeBytes <= this.options.mostBytes) await this.pull();
  }

  private cancel(): void {
    const reason = new Error('Nobody waits for the answer any more.');
    this.abort.abort(reason);
    this.end({ type: 'failed', error: reason });
  }

  private end(outcome: FlightOutcome): void {
    if (this.isOver) return;
    this.isOver = true;
    if (outcome.type === 'failed') this.failure = outcome;
    void this.source?.return?.().catch(() => undefined); // its own clean-up
    this.options.onEnd(outcome);
    this.tell(outcome);
  }

  /** Those who wait may be told before the end that they wait in vain. */
  private tell(outcome: FlightOutcome): void {
    this.tellEnd(outcome);
  }
}
