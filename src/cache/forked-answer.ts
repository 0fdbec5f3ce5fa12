import type { UnitOfWork } from '@app/kernel';
import type { TurnContext, TurnEnd, TurnEvent, TurnFinish } from '@app/turn';

/**
 * The events of a turn that runs with a context of its own, because it may outlast whoever asked: does for that context what is
 * done for others by whoever runs the turn, and says that the answer was no stored one.
 */
export class ForkedAnswer implements AsyncIterableIterator<TurnEvent> {
  private readonly source: AsyncIterator<TurnEvent>;
  private hasEnded = false;

  constructor(
    events: AsyncIterable<TurnEvent>,
    private readonly context: TurnContext,
    private readonly units: UnitOfWork,
    private readonly elapsedMs: () => number,
  ) {
    this.source = events[Symbol.asyncIterator]();
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  next(): Promise<IteratorResult<TurnEvent>> {
    return this.source.next().then(
      (next) => {
        if (next.done === true) return next;
        if (next.value.type === 'finish') return this.finish(next.value);
        this.context.tell(next.value);
        return next;
      },
      (error: unknown) => {
        this.end(this.context.signal.aborted ? { outcome: 'aborted' } : { outcome: 'failed', error });
        throw error;
      },
    );
  }

  async return(): Promise<IteratorResult<TurnEvent>> {
    this.end({ outcome: 'aborted' });
    await this.source.return?.();
    return { done: true, value: undefined };
  }

  private async finish(event: TurnFinish): Promise<IteratorResult<TurnEvent>> {
    const finish: TurnFinish = { ...event, response: { ...event.response, cache: { status: 'miss' } } };
    this.context.tell(finish);
    if (this.context.hasFinishListeners) await this.units.run(() => this.context.settle(finish));
    this.end({ outcome: 'finished', finish });
    return { value: finish };
  }

  private end(how: DistributiveOmit<TurnEnd, 'totalMs' | 'firstTextMs'>): void {
    if (this.hasEnded) return;
    this.hasEnded = true;
    this.context.end({ ...how, totalMs: this.elapsedMs() });
  }
}

type DistributiveOmit<Union, Name extends PropertyKey> = Union extends unknown ? Omit<Union, Name> : never;
