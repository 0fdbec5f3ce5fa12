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

  async *respond(request: ModelRequest, signal: AbortSignal): AsyncGenerator<StreamPart> {
    let isWaiting = true;
    this.beginWait();
    try {
      for await (const part of this.inner.respond(request, signal)) {
        this.endWait();
        isWaiting = false;
        yield part;
        this.beginWait();
        isWaiting = true;
      }
    } finally {
      if (isWaiting) this.endWait();
    }
  }

  private beginWait(): void {
    if (this.waiting === 0) this.waitingSinceMs = this.clock.monotonicMs();
    this.waiting++;
  }

  private endWait(): void {
    this.waiting--;
    if (this.waiting === 0) this.waitedMs += this.clock.monotonicMs() - this.waitingSinceMs;
  }
}
