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
 * left when the reader leaves, when the stage wants no more and when it throws. One reader, one `next` at a time.
 */
export class Pipe<In, Out> implements AsyncIterableIterator<Out> {
  private iterator: AsyncIterator<In> | undefined;
  private out: Out[] = [];
  private given = 0;
  private hasEnded = false;

  constructor(
    private readonly source: AsyncIterable<In>,
    private readonly stage: PipeStage<In, Out>,
  ) {}

  [Symbol.asyncIterator](): this {
    return this;
  }

  next(): Promise<IteratorResult<Out>> {
    return this.given < this.out.length ? Promise.resolve(this.give()) : this.pull();
  }

  async return(): Promise<IteratorResult<Out>> {
    const wasEnded = this.hasEnded;
    this.finish();
    if (!wasEnded) await this.iterator?.return?.();
    return { done: true, value: undefined };
  }

  private pull(): Promise<IteratorResult<Out>> {
    if (this.hasEnded) return Promise.resolve({ done: true, value: undefined });
    this.iterator ??= this.source[Symbol.asyncIterator]();
    return this.iterator.next().then(this.take, this.fail);
  }

  private readonly take = (result: IteratorResult<In>): IteratorResult<Out> | Promise<IteratorResult<Out>> => {
    if (this.hasEnded) return { done: true, value: undefined };
    this.out = [];
    this.given = 0;
    if (result.done === true) {
      this.hasEnded = true;
      this.stage.end?.(this.out);
      return this.out.length > 0 ? this.give() : { done: true, value: undefined };
    }
    try {
      if (this.stage.take(result.value, this.out)) return this.leave();
    } catch (error) {
      return this.leaveFor(error);
    }
    return this.out.length > 0 ? this.give() : this.pull();
  };

  private readonly fail = (error: unknown): never => {
    this.finish();
    throw error;
  };

  private async leave(): Promise<IteratorResult<Out>> {
    this.hasEnded = true;
    await this.iterator?.return?.();
    this.stage.end?.(this.out);
    return this.out.length > 0 ? this.give() : { done: true, value: undefined };
  }

  private async leaveFor(error: unknown): Promise<never> {
    this.finish();
    await this.iterator?.return?.();
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
