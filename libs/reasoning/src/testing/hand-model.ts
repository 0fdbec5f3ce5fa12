import { ChatModel, ModelError, type ModelDescriptor, type ModelRequest, type StreamPart } from '@app/model';
import { ScriptedModel } from '@app/testing';

/** One call of a {@link HandModel}, answered by the test. */
export class HandCall {
  private readonly parts: (StreamPart | Error)[] = [];
  private wake: () => void = () => undefined;

  constructor(
    readonly request: ModelRequest,
    readonly signal: AbortSignal,
  ) {
    signal.addEventListener('abort', () => this.wake());
  }

  /** Parts that the reader has not taken yet. */
  get pending(): number {
    return this.parts.length;
  }

  /** Adds text to the reply. */
  say(text: string): this {
    return this.tell({ type: 'text-delta', text });
  }

  /** Adds any part, or an error. */
  tell(...parts: (StreamPart | Error)[]): this {
    this.parts.push(...parts);
    this.wake();
    return this;
  }

  /** Ends the reply, with its usage first when there is one. */
  finish(inputTokens?: number, outputTokens?: number): this {
    if (inputTokens !== undefined && outputTokens !== undefined) {
      this.tell({ type: 'usage', usage: { inputTokens, outputTokens } });
    }
    return this.tell({ type: 'finish', reason: 'stop' });
  }

  /** The parts as the model yields them. */
  async *reply(): AsyncGenerator<StreamPart> {
    for (;;) {
      if (this.signal.aborted) throw new ModelError('request_cancelled', 'm', { provider: 'test' });
      const part = this.parts.shift();
      if (part === undefined) {
        await new Promise<void>((resolve) => {
          this.wake = resolve;
        });
        continue;
      }
      if (part instanceof Error) throw part;
      yield part;
      if (part.type === 'finish') return;
    }
  }
}

/** A model whose calls wait for the test to answer them. */
export class HandModel extends ChatModel {
  readonly calls: HandCall[] = [];
  readonly descriptor: ModelDescriptor;

  constructor(descriptor: Partial<ModelDescriptor> = {}) {
    super();
    this.descriptor = new ScriptedModel([], descriptor).descriptor;
  }

  respond(request: ModelRequest, signal: AbortSignal): AsyncIterable<StreamPart> {
    const call = new HandCall(request, signal);
    this.calls.push(call);
    return call.reply();
  }
}
