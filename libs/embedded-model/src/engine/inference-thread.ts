import type { Worker } from 'node:worker_threads';
import type { FromWorker, GenerationMessage, ToWorker } from '../worker/messages';
import { EngineError } from './engine-error';

/** What is known once the model is loaded. */
export interface EngineFacts {
  /** Tokens that prompt and reply may hold together. */
  contextLength: number;
  /** How long reading the file took in the thread, milliseconds. */
  loadMs: number;
}

/** Whoever the thread works for. */
export interface ThreadListener {
  onMessage(message: GenerationMessage): void;
  /** The thread has ended and will say nothing more. */
  onEnd(error: EngineError): void;
}

/** A thread with a model in it. It keeps the process alive only while it is held. Once ended, a new one has to be made. */
export class InferenceThread {
  /** Rejects with {@link EngineError} when the model cannot be loaded or the thread ends before. */
  readonly ready: Promise<EngineFacts>;
  /** At most one at a time, as the thread does one thing at a time. */
  listener: ThreadListener | undefined;
  private endReason = new EngineError('crashed', 'The embedded model ended in the middle of its work. Try again.');

  /** `onEnd` is told once when the thread has ended, whatever the reason. */
  constructor(
    private readonly worker: Worker,
    onEnd: () => void,
  ) {
    this.ready = new Promise((resolve, reject) => {
      worker.on('message', (message: FromWorker) => {
        if (message.type === 'ready') resolve(message);
        else if (message.type === 'failed') reject(new EngineError('unloadable', message.message));
        else this.listener?.onMessage(message);
      });
      // An exception in the thread is followed by its exit, which is what counts.
      worker.on('error', () => undefined);
      worker.once('exit', () => {
        onEnd();
        reject(this.endReason);
        this.listener?.onEnd(this.endReason);
      });
    });
    this.ready.catch(() => undefined); // whoever waits for it is told; nobody has to
    worker.unref();
  }

  post(message: ToWorker): void {
    this.worker.postMessage(message);
  }

  /** Keeps the process alive until {@link release}. */
  hold(): void {
    this.worker.ref();
  }

  release(): void {
    this.worker.unref();
  }

  /** Ends the thread at once; whoever it works for gets the error. */
  async terminate(reason: EngineError): Promise<void> {
    this.endReason = reason;
    await this.worker.terminate();
  }
}
