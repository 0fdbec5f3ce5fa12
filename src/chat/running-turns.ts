import { Injectable } from '@nestjs/common';
import { AppError } from '@app/kernel';

/** One answer that is being worked out and is sent whole. */
interface RunningTurn {
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
  async run<T>(abort: AbortController, work: Promise<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const turn: RunningTurn = {
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

  private end(turn: RunningTurn): void {
    this.turns.delete(turn);
    if (this.turns.size === 0) this.onNone?.();
  }
}
