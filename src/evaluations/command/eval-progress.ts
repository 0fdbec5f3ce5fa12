import type { Clock } from '@app/kernel';

/** How far it is. `right` is absent where answers are not compared. */
export interface ShownProgress {
  done: number;
  total: number;
  right?: number;
  errors?: number;
}

/** Where progress is shown. */
export interface ProgressOutput {
  isTTY?: boolean;
  columns?: number;
  write(text: string): unknown;
}

const WIDTH = 24;
const LINE_EVERY_MS = 10_000;
const DRAW_EVERY_MS = 100;

/** Shows how far an evaluation is: a bar that is drawn anew on a terminal, else a line every ten seconds. */
export class EvalProgress {
  private readonly beganAtMs: number;
  private shownAtMs = Number.NEGATIVE_INFINITY;
  private doneBefore: number | undefined;
  private last: ShownProgress | undefined;

  constructor(
    private readonly output: ProgressOutput,
    private readonly clock: Clock,
    private readonly verb = 'answered',
  ) {
    this.beganAtMs = clock.monotonicMs();
  }

  update(progress: ShownProgress): void {
    this.doneBefore ??= progress.done;
    this.last = progress;
    const now = this.clock.monotonicMs();
    const every = this.output.isTTY === true ? DRAW_EVERY_MS : LINE_EVERY_MS;
    if (now - this.shownAtMs < every && progress.done < progress.total) return;
    this.shownAtMs = now;
    this.show(progress);
  }

  /** Leaves the last state standing. */
  end(): void {
    if (this.last === undefined || this.output.isTTY !== true) return;
    this.show(this.last);
    this.output.write('\n');
  }

  private show(progress: ShownProgress): void {
    if (this.output.isTTY !== true) {
      this.output.write(`${this.describe(progress)}\n`);
      return;
    }
    const { done, total } = progress;
    const filled = total === 0 ? WIDTH : Math.floor((done / total) * WIDTH);
    const line = `${'█'.repeat(filled)}${'░'.repeat(WIDTH - filled)} ${this.describe(progress)}`;
    this.output.write(`\r\u001b[K${line.slice(0, (this.output.columns ?? 80) - 1)}`);
  }

  private describe({ done, total, right, errors = 0 }: ShownProgress): string {
    const share = done === 0 || right === undefined ? '' : `, ${((right / done) * 100).toFixed(0)} % right`;
    const failed = errors === 0 ? '' : `, ${errors} ${errors === 1 ? 'error' : 'errors'}`;
    return `${done} of ${total} ${this.verb}${share}${failed}${this.remaining(done, total)}`;
  }

  private remaining(done: number, total: number): string {
    const asked = done - (this.doneBefore ?? 0);
    if (asked <= 0 || done === total) return '';
    const seconds = Math.round((((this.clock.monotonicMs() - this.beganAtMs) / asked) * (total - done)) / 1000);
    const minutes = Math.floor(seconds / 60);
    return minutes === 0 ? `, ${seconds} s left` : `, ${minutes} min ${seconds % 60} s left`;
  }
}
