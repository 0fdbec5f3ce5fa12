import type { StoredTurn } from '@app/contracts';
import type { Principal } from '@app/kernel';
import type { TurnCall } from './turn-call';
import type { TurnEvent, TurnFinish } from './chat-turn';
import type { TurnEnd } from './turn-end';

/** Where a turn comes from. */
export interface TurnOrigin {
  /** Id of the request, or of the job, that asks. */
  readonly requestId: string;
  readonly principal: Principal;
  /** A hash of the `Idempotency-Key` of the request, with whoever sent it. Absent: it had none. */
  readonly requestKey?: Buffer;
  /** The API it was asked through. `internal`: by the product itself. */
  readonly dialect: 'native' | 'openai' | 'internal';
  /** Address of the client as far as it is known, believed proxies taken into account. Absent for internal turns. */
  readonly clientAddress?: string;
  /** Adds a header to the answer. Ignored once the answer has begun. Absent where there is no HTTP answer. */
  readonly setHeader?: (name: string, value: string) => void;
}

type EventListener = (event: TurnEvent) => void;
type FinishListener = (finish: TurnFinish) => Promise<void> | void;
type EndListener = (end: TurnEnd) => void;
type BegunListener = (id: string) => void;
type CallListener = (call: TurnCall) => void;

/** What the layers of one turn share: who asks, and how to hear of what happens. Lives as long as the turn. */
export class TurnContext {
  /** Where the turn is stored; told to the reader in the first and the last event. Set by the layer that stores it. */
  stored?: StoredTurn;
  /** Told to the reader in the response; set by the layer that knows it. */
  sessionId?: string;
  /** How long the layers have waited for the shared store, milliseconds: together they wait no longer than the time of one call. */
  storeWaitedMs = 0;
  /** Codes added to the warnings of the response (docs/reasoning.md). */
  readonly warnings: string[] = [];
  /** The context of the turn that began this work, see {@link fork}. Absent: this is the turn's own. */
  forkedFrom?: TurnContext;
  /** For {@link TurnNote}. Absent: nothing was noted. */
  notes?: Map<object, unknown>;
  private readonly eventListeners: EventListener[] = [];
  private readonly finishListeners: FinishListener[] = [];
  private readonly endListeners: EndListener[] = [];
  private readonly callListeners: CallListener[] = [];
  private readonly begunListeners: BegunListener[] = [];

  private ending: AbortSignal;

  /** `signal`: what ends the turn; see {@link signal}. */
  constructor(
    readonly origin: TurnOrigin,
    signal: AbortSignal,
  ) {
    this.ending = signal;
  }

  /** Aborted when the work for this reader is to end. A reason that is an `AppError` is told to the reader. */
  get signal(): AbortSignal {
    return this.ending;
  }

  /** Has another signal end the turn too. For a layer, before it asks the next one. */
  endBy(signal: AbortSignal): void {
    this.ending = AbortSignal.any([this.ending, signal]);
  }

  get principal(): Principal {
    return this.origin.principal;
  }

  /** Adds a header to the answer, while it has not begun. */
  setHeader(name: string, value: string): void {
    this.origin.setHeader?.(name, value);
  }

  /**
   * Calls back with the id of the turn once it is stored as being answered: from then on its user may ask for it by that id. The
   * listener must not throw.
   */
  onBegun(listener: BegunListener): void {
    this.begunListeners.push(listener);
  }

  /** Calls back with every event, complete, before its reader gets it. The listener must be quick and must not throw. */
  onEvent(listener: EventListener): void {
    this.eventListeners.push(listener);
  }

  /**
   * Calls back when the answer is whole, before its reader is told. The turn waits for it: what it writes is in one unit of
   * work with the other listeners, and when it throws, the turn fails in place of finishing.
   */
  beforeFinish(listener: FinishListener): void {
    this.finishListeners.push(listener);
  }

  /** Calls back exactly once, when the turn has come to its end in any way. Nothing waits for it; it must not throw. */
  onEnd(listener: EndListener): void {
    this.endListeners.push(listener);
  }

  /**
   * Calls back with what each call of a model has used, when it is over. Calls that a fork makes are told here too: they may end
   * after the turn. The listener must not throw.
   */
  onCall(listener: CallListener): void {
    this.callListeners.push(listener);
  }

  /** The same origin with a life and listeners of its own, for work that outlasts the reader. Its headers go nowhere. */
  fork(signal: AbortSignal): TurnContext {
    const { setHeader: _unused, ...origin } = this.origin;
    const fork = new TurnContext(origin, signal);
    fork.forkedFrom = this.forkedFrom ?? this;
    if (this.stored !== undefined) fork.stored = this.stored;
    if (this.sessionId !== undefined) fork.sessionId = this.sessionId;
    return fork;
  }

  /** Whether anything waits for {@link settle}. */
  get hasFinishListeners(): boolean {
    return this.finishListeners.length > 0;
  }

  /** Tells that the turn is stored as being answered. For the layer that stores it. */
  tellBegun(id: string): void {
    for (const listener of this.begunListeners) listener(id);
  }

  /** Tells an event. For whoever runs the turn. */
  tell(event: TurnEvent): void {
    for (const listener of this.eventListeners) listener(event);
  }

  /** Has the listeners of {@link beforeFinish} do their work, one after the other. For whoever runs the turn. */
  async settle(finish: TurnFinish): Promise<void> {
    for (const listener of this.finishListeners) await listener(finish);
  }

  /** Tells a call, to the turn that began it. For whoever bills it. */
  tellCall(call: TurnCall): void {
    for (const listener of (this.forkedFrom ?? this).callListeners) listener(call);
  }

  /** Tells the end. For whoever runs the turn. */
  end(end: TurnEnd): void {
    for (const listener of this.endListeners) listener(end);
  }
}
