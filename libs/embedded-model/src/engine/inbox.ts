/** Messages that come before or after somebody waits for them; one reader. */
export class Inbox<T> {
  private readonly messages: T[] = [];
  private failure: Error | undefined;
  private wake: () => void = () => undefined;

  push(message: T): void {
    this.messages.push(message);
    this.wake();
  }

  /** Rejects the reader, now and later, once it has read what came before. The first failure holds. */
  fail(error: Error): void {
    this.failure ??= error;
    this.wake();
  }

  async next(): Promise<T> {
    for (;;) {
      const message = this.messages.shift();
      if (message !== undefined) return message;
      if (this.failure !== undefined) throw this.failure;
      await new Promise<void>((resolve) => (this.wake = resolve));
    }
  }
}
