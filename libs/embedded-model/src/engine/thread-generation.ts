import { unlessAborted } from '@app/kernel';
import type { GenerationEnd, GenerationRequest } from '../inference/text-generator';
import type { GenerationMessage, TokenBatch } from '../worker/messages';
import { Inbox } from './inbox';
import type { InferenceThread } from './inference-thread';

/** What a generation yields: the length of its prompt first, then tokens in batches. */
export type EnginePart = { type: 'prompt'; tokens: number } | ({ type: 'tokens' } & TokenBatch);

/** One generation in a thread that works for nobody else meanwhile. */
export class ThreadGeneration {
  private readonly inbox = new Inbox<GenerationMessage>();
  /** Resolves when the thread has said that it is done with this, or has ended. */
  private free: Promise<void> = Promise.resolve();
  private isWorking = false;

  constructor(
    private readonly thread: InferenceThread,
    private readonly id: number,
  ) {}

  /** Returns why it ended. Throws `EngineError` when the thread cannot, and the signal's reason when it aborts. */
  async *run(request: GenerationRequest, signal: AbortSignal): AsyncGenerator<EnginePart, GenerationEnd> {
    await unlessAborted(this.thread.ready, signal);
    const onAbort = (): void => this.inbox.fail(signal.reason as Error);
    signal.addEventListener('abort', onAbort, { once: true });
    try {
      this.send(request);
      for (;;) {
        const message = await this.inbox.next();
        signal.throwIfAborted();
        if (message.type === 'prompt') yield { type: 'prompt', tokens: message.tokens };
        else if (message.type === 'tokens') {
          yield { type: 'tokens', text: message.text, tokens: message.tokens, logProbs: message.logProbs };
        } else if (message.reason !== 'cancelled') return message.reason;
      }
    } finally {
      signal.removeEventListener('abort', onAbort);
    }
  }

  /** Makes the thread stop before its next token. Resolves when it is free, or has ended. */
  async stop(): Promise<void> {
    if (this.isWorking) this.thread.post({ type: 'cancel', id: this.id });
    await this.free;
  }

  private send(request: GenerationRequest): void {
    const { thread, id, inbox } = this;
    this.isWorking = true;
    this.free = new Promise((resolve) => {
      const end = (): void => {
        this.isWorking = false;
        thread.listener = undefined;
        resolve();
      };
      thread.listener = {
        onMessage: (message) => {
          inbox.push(message);
          if (message.type === 'end') end();
        },
        onEnd: (error) => {
          inbox.fail(error);
          end();
        },
      };
    });
    thread.post({ type: 'generate', id, request });
  }
}
