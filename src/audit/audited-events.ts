import type { TurnEvent, TurnFinish } from '@app/turn';

/** What must be written before what may be told. */
export interface AuditSteps {
  /** Resolves when the first event may be told. */
  begun: Promise<void>;
  /** Resolves when the end may be told. Undefined: that is seen to elsewhere. */
  finish: ((finish: TurnFinish) => Promise<void>) | undefined;
}

/**
 * The events of a turn, held back where an audit entry has to be written first: the first one, while the model already works, and
 * the last. By hand and not as a generator, which would cost every event in between two more promises.
 */
export class AuditedEvents implements AsyncIterableIterator<TurnEvent> {
  private readonly inner: AsyncIterator<TurnEvent>;
  private isFirst = true;

  constructor(
    events: AsyncIterable<TurnEvent>,
    private readonly steps: AuditSteps,
  ) {
    this.inner = events[Symbol.asyncIterator]();
  }

  next(): Promise<IteratorResult<TurnEvent>> {
    if (!this.isFirst) return this.inner.next().then(this.check);
    this.isFirst = false;
    return this.first();
  }

  async return(): Promise<IteratorResult<TurnEvent>> {
    await this.inner.return?.();
    return { done: true, value: undefined };
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  private async first(): Promise<IteratorResult<TurnEvent>> {
    const event = this.inner.next();
    try {
      await this.steps.begun;
    } catch (error) {
      event.catch(() => undefined); // the entry's failure is told, whatever the model's
      await this.inner.return?.();
      throw error;
    }
    return this.check(await event);
  }

  private readonly check = (result: IteratorResult<TurnEvent>): IteratorResult<TurnEvent> | Promise<never> => {
    const { finish } = this.steps;
    if (finish === undefined || result.done === true || result.value.type !== 'finish') return result;
    return finish(result.value).then(() => result) as Promise<never>;
  };
}
