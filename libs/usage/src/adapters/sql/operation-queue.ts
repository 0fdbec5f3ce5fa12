import { isAppError } from '../../is-app-error';
import type { LedgerOperation } from './ledger-operations';

/** What a queue is given. */
export interface OperationQueueParts {
  /** Writes a batch, all of it or nothing. */
  write: (operations: readonly LedgerOperation[]) => Promise<void>;
  /** Waits between attempts while the database is away, and while a batch is gathered, milliseconds. */
  wait: (ms: number) => Promise<unknown>;
  /** Told of operations that were given up: too many waited, or the database refuses them for good. */
  onDropped?: ((operations: number) => void) | undefined;
}

interface Waiting {
  operation: LedgerOperation;
  isUrgent: boolean;
  resolve: () => void;
  reject: (error: unknown) => void;
}

const MAX_BATCH = 500;
const MAX_WAITING = 50_000;
const RETRY_MS = 500;
/** How long a batch that nobody waits for is gathered. Most calls are opened and settled in that time, and then are one row to write. */
const GATHER_MS = 20;

/**
 * Group commit that does not forget: what comes while a batch is gathered or written goes with it or the next one, and while the
 * database is away everything waits in memory, in order, and is tried again. A batch that the database refuses for another reason
 * is written one by one, so that one bad row does not take others with it.
 */
export class OperationQueue {
  private readonly waiting: Waiting[] = [];
  private isRunning = false;
  /** Ends the gathering of a batch. */
  private endGathering: () => void = () => undefined;
  private readonly idle: (() => void)[] = [];

  constructor(private readonly parts: OperationQueueParts) {}

  /** Operations that are not written yet. */
  get length(): number {
    return this.waiting.length;
  }

  /**
   * Resolves when the operation is written. Rejects when it is given up.
   *
   * @param isUrgent whether an answer waits for that; a batch is gathered only until there is such an operation in it.
   */
  push(operation: LedgerOperation, isUrgent: boolean): Promise<void> {
    if (this.waiting.length >= MAX_WAITING) {
      this.parts.onDropped?.(1);
      return Promise.reject(new Error('Too many ledger rows wait for the database.'));
    }
    return new Promise((resolve, reject) => {
      this.waiting.push({ operation, isUrgent, resolve, reject });
      if (isUrgent) this.endGathering();
      if (this.isRunning) return;
      this.isRunning = true;
      queueMicrotask(() => void this.drain());
    });
  }

  /** Resolves when nothing waits. */
  whenIdle(): Promise<void> {
    return this.isRunning ? new Promise((resolve) => this.idle.push(resolve)) : Promise.resolve();
  }

  private async drain(): Promise<void> {
    while (this.waiting.length > 0) {
      const isFull = this.waiting.length >= MAX_BATCH;
      if (!isFull && !this.waiting.some(({ isUrgent }) => isUrgent)) await this.gather();
      const batch = this.waiting.slice(0, MAX_BATCH);
      const isWritten = await this.write(batch);
      if (isWritten) this.waiting.splice(0, batch.length);
      else await this.parts.wait(RETRY_MS);
    }
    this.isRunning = false;
    for (const resolve of this.idle.splice(0)) resolve();
  }

  private async gather(): Promise<void> {
    const ended = new Promise<void>((resolve) => (this.endGathering = resolve));
    await Promise.race([this.parts.wait(GATHER_MS), ended]);
  }

  /** False when the database is away. */
  private async write(batch: readonly Waiting[]): Promise<boolean> {
    try {
      await this.parts.write(batch.map(({ operation }) => operation));
      for (const { resolve } of batch) resolve();
      return true;
    } catch (error) {
      if (isAppError(error, 'storage_unavailable')) return false;
      if (batch.length > 1) return this.writeEach(batch);
      this.parts.onDropped?.(batch.length);
      for (const { reject } of batch) reject(error);
      return true;
    }
  }

  private async writeEach(batch: readonly Waiting[]): Promise<boolean> {
    for (const waiting of batch) if (!(await this.write([waiting]))) return false; // again as a whole: it changes nothing twice
    return true;
  }
}
