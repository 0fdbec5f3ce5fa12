/** A point where a script waits until the test lets it go on; in place of a sleep. */
export class Gate {
  /** Settles when the gate is opened. */
  readonly passed: Promise<void>;
  private release: () => void = () => undefined;

  constructor() {
    this.passed = new Promise((resolve) => {
      this.release = resolve;
    });
  }

  /** Lets everyone through, those who come later too. */
  open(): void {
    this.release();
  }
}
