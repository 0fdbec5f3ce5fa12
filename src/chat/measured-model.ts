import type { Clock } from '@app/kernel';
import { ChatModel, type ModelDescriptor, type ModelRequest, type StreamPart } from '@app/model';

/**
 * Passes a model's parts through and adds up how long they were waited for. Of calls at the same time, what one waits for
 * while another does counts once. One instance per turn.
 */
export class MeasuredModel extends ChatModel {
  readonly descriptor: ModelDescriptor;
  private waitedMs = 0;
  private waiting = 0;
  private waitingSinceMs = 0;

  constructor(
    private readonly inner: ChatModel,
    private readonly clock: Clock,
  ) {
    super();
    this.descriptor = inner.descriptor;
  }

  /** Time spent waiting for the provider so far, milliseconds. */
  get upstreamMs(): number {
    return this.waitedMs + (this.waiting === 0 ? 0 : this.clock.monotonicMs() - this.waitingSinceMs);
  }

  respond(request: ModelRequest, signal: AbortSignal): AsyncIterable<StreamPart> {
    return new MeasuredParts(this.inner.respond(request, signal), this);
  }

  /** The provider is waited for. */
  beginWait(): void {
    if (this.waiting === 0) this.waitingSinceMs = this.clock.monotonicMs();
    this.waiting++;
  }

  /** It has answered, or is left. */
  endWait(): void {
    this.waiting--;
    if (this.waiting === 0) this.waitedMs += this.clock.monotonicMs() - this.waitingSinceMs;
  }
}

/** By hand and not as a generator, which costs each part more promises. */
class MeasuredParts implements AsyncIterableIterator<StreamPart> {
  private readonly inner: AsyncIterator<StreamPart>;

  constructor(
    parts: AsyncIterable<StreamPart>,
    private readonly measured: MeasuredModel,
  ) {
    this.inner = parts[Symbol.asyncIterator]();
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  next(): Promise<IteratorResult<StreamPart>> {
    this.measured.beginWait();
    return this.inner.next().then(this.pass, this.fail);
  }

  async return(): Promise<IteratorResult<StreamPart>> {
    await this.inner.return?.();
    return { done: true, value: undefined };
  }

  private readonly pass = (result: IteratorResult<StreamPart>): IteratorResult<StreamPart> => {
    this.measured.endWait();
    return result;
  };

  private readonly fail = (error: unknown): never => {
    this.measured.endWait();
    throw error;
  };
}
