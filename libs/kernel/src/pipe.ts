/** What is made of the values of a source. */
export interface PipeStage<In, Out> {
  /** Puts what it makes of a value into `out`. Gives true when nothing more of the source is wanted. */
  take(value: In, out: Out[]): boolean;
  /** The source has ended, or is left: puts the last into `out`. */
  end?(out: Out[]): void;
}

/**
 * The values of a source, passed on by a stage that waits for nothing. It is read as an async generator with such a body is, at a part
 * of the promises: a generator makes several for each value, whether it waits or not. The source begins with the first `next` and is
 * left when the reader leaves, when the stage wants no more, after what it made of the last value was given, and when it throws. Values
 * of which nothing is made take no memory. One reader, one `next` at a time.
 */
export class Pipe<In, Out> implements AsyncIterableIterator<Out> {
  private iterator: AsyncIterator<In> | undefined;
  private out: Out[] = [];
  private given = 0;
  /** The stage wants no more; the source is still to be left. */
  private isSatisfied = false;
  private hasEnded = false;

  constructor(
    private readonly source: AsyncIterable<In>,
    private readonly stage: PipeStage<In, Out>,
  ) {}

  [Symbol.asyncIterator](): this {
    return this;
  }

  next(): Promise<IteratorResult<Out>> {
    if (this.given < this.out.length) return Promise.resolve(this.give());
    if (this.hasEnded) return Promise.resolve({ done: true, value: undefined });
    if (this.isSatisfied) return this.leave();
    return this.pull().then(this.take, this.fail);
  }

  async return(): Promise<IteratorResult<Out>> {
    const isOpen = !this.hasEnded;
    this.finish();
    if (isOpen) await this.iterator?.return?.();
    return { done: true, value: undefined };
  }

  private pull(): Promise<IteratorResult<In>> {
    this.iterator ??= this.source[Symbol.asyncIterator]();
    return this.iterator.next();
  }

  private readonly take = (result: IteratorResult<In>): IteratorResult<Out> | Promise<IteratorResult<Out>> =>
    this.accept(result) ?? this.pullOn();

  private readonly fail = (error: unknown): never => {
    this.finish();
    throw error;
  };

  /** What the reader is told. Undefined: nothing was made of the value. */
  private accept(result: IteratorResult<In>): IteratorResult<Out> | Promise<IteratorResult<Out>> | undefined {
    if (this.hasEnded) return { done: true, value: undefined };
    this.out = [];
    this.given = 0;
    if (result.done === true) return this.end();
    try {
      this.isSatisfied = this.stage.take(result.value, this.out);
    } catch (error) {
      return this.leaveFor(error);
    }
    if (this.out.length > 0) return this.give();
    return this.isSatisfied ? this.leave() : undefined;
  }

  /** Until something is made, however long that takes, in one promise. */
  private pullOn(): Promise<IteratorResult<Out>> {
    return new Promise((resolve, reject) => {
      const step = (result: IteratorResult<In>): void => {
        const accepted = this.accept(result);
        if (accepted === undefined) this.pull().then(step, this.fail).catch(reject);
        else resolve(accepted);
      };
      this.pull().then(step, this.fail).catch(reject);
    });
  }

  private end(): IteratorResult<Out> {
    this.hasEnded = true;
    this.stage.end?.(this.out);
    return this.out.length > 0 ? this.give() : { done: true, value: undefined };
  }

  private async leave(): Promise<IteratorResult<Out>> {
    this.finish();
    await this.iterator?.return?.();
    return this.end();
  }

  private async leaveFor(error: unknown): Promise<never> {
    this.finish();
    try {
      await this.iterator?.return?.();
    } catch {
      // What the stage threw is the cause.
    }
    throw error;
  }

  private finish(): void {
    this.hasEnded = true;
    this.out = [];
    this.given = 0;
  }

  private give(): IteratorResult<Out> {
    return { done: false, value: this.out[this.given++] as Out };
  }
}
