import type { Clock } from '@app/kernel';
import type { LiveStore, TurnBatch } from './live-store';
import { toBatches } from './to-batches';
import type { TurnRecord } from './turn-record';

/** Why a turn was not counted. */
export type DropReason = 'buffer_full' | 'store_away' | 'stopped';

/** What a {@link TurnRecorder} is made of. */
export interface TurnRecorderParts {
  store: LiveStore;
  clock: Clock;
  newId: () => string;
  /** Told of turns that will not be counted. */
  onDrop: (reason: DropReason, turns: number) => void;
  /** Calls back once, later. Default: `setTimeout` without keeping the process alive. */
  schedule?: (callback: () => void, delayMs: number) => void;
  /** Turns that may wait. Default 20,000. */
  maxWaiting?: number;
}

/** How long turns are gathered before they are written together, milliseconds. */
const GATHER_MS = 250;
/** A batch is tried again for so long; the store knows what it has had for longer than that. */
const GIVE_UP_MS = 5 * 60_000;
const FIRST_RETRY_MS = 500;
const LONGEST_RETRY_MS = 10_000;
const DEFAULT_MAX_WAITING = 20_000;

/** Batches that are written together, and since when. */
interface Sending {
  batches: TurnBatch[];
  turns: number;
  sinceMs: number;
}

/**
 * Takes turns on the path of requests, which costs one push, and counts them off it: everything that came within a quarter of a
 * second goes to the store at once. While the store is away they wait, at most so many; what is given up is told, never lost in
 * silence.
 */
export class TurnRecorder {
  private readonly maxWaiting: number;
  private readonly schedule: (callback: () => void, delayMs: number) => void;
  private waiting: TurnRecord[] = [];
  private sending: Sending | undefined;
  private isScheduled = false;
  private isStopped = false;
  private retryMs = FIRST_RETRY_MS;

  constructor(private readonly parts: TurnRecorderParts) {
    this.maxWaiting = parts.maxWaiting ?? DEFAULT_MAX_WAITING;
    this.schedule = parts.schedule ?? ((callback, delayMs) => void setTimeout(callback, delayMs).unref());
  }

  /** Turns that are not in the store yet. */
  get waitingTurns(): number {
    return this.waiting.length + (this.sending?.turns ?? 0);
  }

  /** Counts a turn, soon. Never throws. */
  record(turn: TurnRecord): void {
    if (this.isStopped || this.waitingTurns >= this.maxWaiting) {
      this.parts.onDrop(this.isStopped ? 'stopped' : 'buffer_full', 1);
      return;
    }
    this.waiting.push(turn);
    this.wake(GATHER_MS);
  }

  /** Writes what waits, tries once. Resolves when it is in the store or was found not to get there now. */
  async flush(): Promise<void> {
    this.sending ??= this.gather();
    const { sending } = this;
    if (sending === undefined) return;
    try {
      await this.parts.store.add(sending.batches);
      this.retryMs = FIRST_RETRY_MS;
      this.sending = undefined;
    } catch {
      // Why it is away is logged by its connection; here it only costs time, and at last the turns.
      this.retryMs = Math.min(2 * this.retryMs, LONGEST_RETRY_MS);
      if (this.parts.clock.monotonicMs() - sending.sinceMs < GIVE_UP_MS) return;
      this.sending = undefined;
      this.parts.onDrop('store_away', sending.turns);
    }
  }

  /** Takes no more turns, writes what waits and tells what could not be written. */
  async stop(): Promise<void> {
    this.isStopped = true;
    await this.flush();
    if (this.sending === undefined) await this.flush();
    const lost = this.waitingTurns;
    this.waiting = [];
    this.sending = undefined;
    if (lost > 0) this.parts.onDrop('stopped', lost);
  }

  private gather(): Sending | undefined {
    if (this.waiting.length === 0) return undefined;
    const turns = this.waiting;
    this.waiting = [];
    return {
      batches: toBatches(turns, this.parts.newId),
      turns: turns.length,
      sinceMs: this.parts.clock.monotonicMs(),
    };
  }

  private wake(delayMs: number): void {
    if (this.isScheduled) return;
    this.isScheduled = true;
    this.schedule(() => {
      void this.flush().then(() => {
        this.isScheduled = false;
        if (this.isStopped || this.waitingTurns === 0) return;
        this.wake(this.sending === undefined ? GATHER_MS : this.retryMs);
      });
    }, delayMs);
  }
}
