import type { Worker } from 'node:worker_threads';
import type { Clock } from '@app/kernel';
import type { GenerationEnd, GenerationRequest } from '../inference/text-generator';
import type { WorkerData } from '../worker/messages';
import { startInferenceWorker } from '../worker/start-inference-worker';
import { EngineError } from './engine-error';
import { InferenceThread, type EngineFacts } from './inference-thread';
import { ThreadGeneration, type EnginePart } from './thread-generation';
import { TurnQueue } from './turn-queue';

/** How an engine is set up. */
export interface EngineOptions extends WorkerData {
  clock: Clock;
  /** Requests that may wait while one runs. Default 32. */
  maxQueued?: number;
  /** Starts the thread. Default: the one that runs the model. */
  startWorker?: (data: WorkerData) => Worker;
}

const DEFAULT_MAX_QUEUED = 32;
/** How long a generation is taken to last before one was seen, and how much each one changes the estimate. */
const FIRST_GUESS_MS = 500;
const LEARNING_RATE = 0.2;

/**
 * A language model in a worker thread, which is started on first use and again after a crash. One generation at a time:
 * several at once would share one core, and all would end later. The others wait in order of arrival, up to a bound.
 */
export class InferenceEngine {
  private readonly queue: TurnQueue;
  private thread: InferenceThread | undefined;
  private closed: EngineError | undefined;
  private lastId = 0;
  private usualMs = FIRST_GUESS_MS;

  constructor(private readonly options: EngineOptions) {
    this.queue = new TurnQueue(options.maxQueued ?? DEFAULT_MAX_QUEUED);
  }

  /** Requests that wait for their turn. */
  get queued(): number {
    return this.queue.length;
  }

  /** Loads the model now. Throws {@link EngineError}. */
  async warmUp(): Promise<EngineFacts> {
    const thread = this.runningThread();
    thread.hold();
    try {
      return await thread.ready;
    } finally {
      if (this.queue.idle) thread.release();
    }
  }

  /**
   * Generates a reply and returns why it ended. Throws {@link EngineError}, or the signal's reason when it aborts. Aborting,
   * or leaving the loop, stops the thread before its next token; a request that waits leaves the queue at once.
   */
  async *generate(request: GenerationRequest, signal: AbortSignal): AsyncGenerator<EnginePart, GenerationEnd> {
    if (this.queue.full && !signal.aborted) throw this.overloaded();
    const leave = await this.queue.enter(signal);
    let stop = (): Promise<void> => Promise.resolve();
    try {
      const began = this.options.clock.monotonicMs();
      const thread = this.runningThread();
      const generation = new ThreadGeneration(thread, ++this.lastId);
      stop = async () => {
        await generation.stop();
        thread.release();
      };
      thread.hold();
      const end = yield* generation.run(request, signal);
      this.usualMs += LEARNING_RATE * (this.options.clock.monotonicMs() - began - this.usualMs);
      return end;
    } finally {
      // The thread may be in the middle of a token: the next one's turn comes when it is free. Nobody has to wait for that.
      void stop().then(leave);
    }
  }

  /** Ends running and waiting requests with `closed`, refuses new ones and ends the thread. */
  async close(): Promise<void> {
    this.closed ??= new EngineError('closed', 'The embedded model was closed.');
    this.queue.close(this.closed);
    await this.thread?.terminate(this.closed);
  }

  private runningThread(): InferenceThread {
    if (this.closed !== undefined) throw this.closed;
    if (this.thread !== undefined) return this.thread;
    const { modelPath, startWorker = startInferenceWorker } = this.options;
    const worker = startWorker({ modelPath });
    const forget = (): void => {
      if (this.thread === thread) this.thread = undefined;
    };
    const thread = new InferenceThread(worker, forget);
    thread.ready.catch((error: unknown) => {
      forget(); // the next request tries again: a missing file may have been put there
      void thread.terminate(error as EngineError);
    });
    return (this.thread = thread);
  }

  private overloaded(): EngineError {
    const retryAfterMs = Math.ceil(this.usualMs);
    return new EngineError('overloaded', 'The embedded model has as many waiting requests as it takes.', retryAfterMs);
  }
}
