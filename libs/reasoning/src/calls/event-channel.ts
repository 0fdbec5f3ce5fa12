/**
 * Hands values of several writers to one reader, in order. Holds at most `capacity` values: who writes more waits until the
 * reader has taken some, so that a slow reader slows its writers down.
 */
export class EventChannel<T> {
  private readonly values: T[] = [];
  private readonly writers: (() => void)[] = [];
  private reader: (() => void) | undefined;
  private closed = false;

  constructor(private readonly capacity: number) {}

  /** Settles when there is room for more: with false once the channel is closed, and the value dropped. */
  async put(value: T): Promise<boolean> {
    if (this.closed) return false;
    this.values.push(value);
    this.reader?.();
    this.reader = undefined;
    if (this.values.length >= this.capacity) await new Promise<void>((resolve) => this.writers.push(resolve));
    return !this.isClosed();
  }

  /** The next value, waited for when there is none. One reader at a time. */
  async take(): Promise<T> {
    for (;;) {
      const value = this.values.shift();
      if (value !== undefined) {
        this.writers.shift()?.();
        return value;
      }
      await new Promise<void>((resolve) => {
        this.reader = resolve;
      });
    }
  }

  /** Drops what is there and what comes; writers that wait go on. */
  close(): void {
    this.closed = true;
    this.values.length = 0;
    for (const goOn of this.writers.splice(0)) goOn();
  }

  /** A method, because the compiler takes a field for unchanged over an await. */
  private isClosed(): boolean {
    return this.closed;
  }
}
