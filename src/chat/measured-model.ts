import type { Clock } from '@app/kernel';
import { ChatModel, type ModelDescriptor, type ModelRequest, type StreamPart } from '@app/model';

/** Passes a model's parts through and adds up how long they were waited for. One instance per turn. */
export class MeasuredModel extends ChatModel {
  readonly descriptor: ModelDescriptor;
  private waitedMs = 0;

  constructor(
    private readonly inner: ChatModel,
    private readonly clock: Clock,
  ) {
    super();
    this.descriptor = inner.descriptor;
  }

  /** Time spent waiting for the provider so far, milliseconds. */
  get upstreamMs(): number {
    return this.waitedMs;
  }

  async *respond(request: ModelRequest, signal: AbortSignal): AsyncGenerator<StreamPart> {
    let askedAt = this.clock.monotonicMs();
    try {
      for await (const part of this.inner.respond(request, signal)) {
        this.waitedMs += this.clock.monotonicMs() - askedAt;
        yield part;
        askedAt = this.clock.monotonicMs();
      }
    } catch (error) {
      this.waitedMs += this.clock.monotonicMs() - askedAt;
      throw error;
    }
  }
}
