import { Injectable } from '@nestjs/common';
import { AppError, type DataSubject } from '@app/kernel';
import { setTimeout as delay } from 'node:timers/promises';

/** One answer that is being worked out and is sent whole. */
interface RunningTurn {
  readonly owner: DataSubject;
  readonly abort: AbortController;
  readonly work: Promise<unknown>;
  fail(error: AppError): void;
}

/** The turns whose answers are sent whole, so that a stop can wait for them and end those that take too long. */
@Injectable()
export class RunningTurns {
  private readonly turns = new Set<RunningTurn>();
  private onNone: (() => void) | undefined;

  /** How many are running. */
  get count(): number {
    return this.turns.size;
  }

  /** Waits for the work of a turn. When it is to end early its signal is aborted and this throws `shutting_down`. */
  run<T>(owner: DataSubject, abort: AbortController, work: Promise<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const turn: RunningTurn = {
        owner,
        abort,
        work,
        fail: (error) => {
          this.end(turn);
          reject(error);
          abort.abort(error);
        },
      };
      this.turns.add(turn);
      work.finally(() => this.end(turn)).then(resolve, reject);
    });
  }

  /** Gives the running turns until the deadline, milliseconds, and ends the rest with an error of code `shutting_down`. */
  async drain(deadlineMs: number): Promise<void> {
    if (this.turns.size > 0) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, deadlineMs);
        this.onNone = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    for (const turn of this.turns) turn.fail(new AppError('shutting_down', 'The server is stopping; ask again.'));
  }

  /** Aborts the turns of a user and waits until they have ended, no longer than the deadline, milliseconds. Returns how many they were. */
  async endOf({ organisationId, userId }: DataSubject, reason: AppError, deadlineMs: number): Promise<number> {
    const theirs = [...this.turns].filter(
      ({ owner }) => owner.organisationId === organisationId && owner.userId === userId,
    );
    if (theirs.length === 0) return 0;
    for (const { abort } of theirs) abort.abort(reason);
    const waiting = new AbortController();
    const deadline = delay(deadlineMs, undefined, { signal: waiting.signal }).catch(() => undefined);
    await Promise.race([Promise.allSettled(theirs.map(({ work }) => work)), deadline]);
    waiting.abort();
    return theirs.length;
  }

  private end(turn: RunningTurn): void {
    this.turns.delete(turn);
    if (this.turns.size === 0) this.onNone?.();
  }
}
