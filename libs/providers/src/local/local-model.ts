import { unlessAborted } from '@app/kernel';
import {
  ChatModel,
  type ModelError,
  type ModelDescriptor,
  type ModelMessage,
  type ModelRequest,
  type StreamPart,
} from '@app/model';
import { chatPrompt } from './chat-prompt';
import { InProcessCall } from '../in-process/in-process-call';
import type { LocalEngine, LocalEngineLoader, SamplingOptions, TemplateMessage, TemplateOptions } from './local-engine';
import { loadFailure, localError } from './local-error';
import { QueueFullError, RequestQueue } from './request-queue';

import { StopMatcher } from '../in-process/stop-matcher';
import { unsupportedParameter } from '../in-process/unsupported-parameter';
import { TokenText } from './token-text';

/** Requests that may wait while one runs; further ones are refused as overloaded. */
const DEFAULT_QUEUE_LIMIT = 16;

/** llama.cpp's own default. Greedy decoding makes reasoning models repeat themselves. */
const DEFAULT_TEMPERATURE = 0.8;

/** Bounds of a local model. */
export interface LocalModelLimits {
  /** Requests that may wait while one runs. Default 16. */
  maxQueued?: number;
  /** A whole call, its wait in the queue and for the model to load included, milliseconds. Absent: no limit. */
  totalMs?: number;
}

/**
 * The user's own GGUF file, run in this process. Loaded once, on first use; one request at a time, the others wait in a
 * bounded queue. Messages go through the file's own chat template and stay plain text in it. Reasoning comes inside the
 * text, with its markers, as the model writes it. Tools, structured output and unknown parameters are refused by name.
 */
export class LocalModel extends ChatModel {
  private readonly queue: RequestQueue;
  private readonly closing = new AbortController();
  private loading: Promise<LocalEngine> | undefined;
  private loaded: LocalEngine | undefined;

  constructor(
    readonly descriptor: ModelDescriptor,
    private readonly load: LocalEngineLoader,
    private readonly limits: LocalModelLimits = {},
  ) {
    super();
    this.queue = new RequestQueue(limits.maxQueued ?? DEFAULT_QUEUE_LIMIT);
  }

  async *respond(request: ModelRequest, signal: AbortSignal): AsyncGenerator<StreamPart, void, undefined> {
    this.refuseWhatIsMissing(request);
    const { totalMs } = this.limits;
    const closing = this.closing.signal;
    const call = new InProcessCall({
      provider: this.descriptor.provider,
      caller: signal,
      closing,
      ...(totalMs === undefined ? {} : { totalMs }),
    });
    try {
      yield* this.answer(request, call.signal);
    } catch (error) {
      throw call.signal.aborted ? call.signal.reason : error;
    } finally {
      call.release();
    }
  }

  /**
   * Loads the model now rather than on the first request; a file that has to be downloaded is. Throws
   * `provider_unavailable` with the reason. Closing the model ends the wait.
   */
  async warmUp(): Promise<void> {
    const closing = this.closing.signal;
    try {
      await unlessAborted(this.engine(), closing);
    } catch (error) {
      if (!closing.aborted) throw error; // closed meanwhile: nobody wants the model any more
    }
  }

  /**
   * Ends running and waiting requests with `provider_unavailable`, refuses new ones and frees the model's memory. Waits for
   * the engine's current batch of tokens, but not for a model that is still downloading or loading: that is told to stop,
   * and freed when it comes nevertheless.
   */
  async close(): Promise<void> {
    if (!this.closing.signal.aborted) this.closing.abort(closed());
    await this.queue.idle();
    const engine = this.loaded;
    this.loaded = undefined;
    await engine?.dispose();
  }

  private async *answer(request: ModelRequest, signal: AbortSignal): AsyncGenerator<StreamPart, void, undefined> {
    const release = await this.enter(signal);
    let replying: ReturnType<LocalEngine['generate']> | undefined;
    // The engine finishes its current batch after an abort; the next request begins when it really is free.
    let left = false;
    const leave = (): void => {
      if (left) return;
      left = true;
      if (replying === undefined) release();
      else void replying.return('stop').then(release, release);
    };
    // At once, also when nobody reads: a reader that stands still must hold up neither the others nor the end.
    signal.addEventListener('abort', leave, { once: true });
    try {
      const engine = await unlessAborted(this.engine(), signal);
      signal.throwIfAborted(); // in the meantime, with our turn given away
      const { prompt, opening } = this.promptOf(engine, request);
      const tokens = engine.generate(prompt, samplingOf(request), signal);
      replying = tokens;
      yield { type: 'usage', usage: { inputTokens: prompt.length, outputTokens: 0 } };
      if (opening !== '') yield { type: 'text-delta', text: opening };
      yield* reply(engine, tokens, request, signal);
    } finally {
      signal.removeEventListener('abort', leave);
      leave();
    }
  }

  private engine(): Promise<LocalEngine> {
    const { signal } = this.closing;
    this.loading ??= this.load(signal).then(
      async (engine) => {
        this.loaded = engine;
        if (signal.aborted) await this.close();
        return engine;
      },
      (error: unknown) => {
        this.loading = undefined; // the next request tries again: a missing file may have been put there
        throw loadFailure(error);
      },
    );
    return this.loading;
  }

  private async enter(signal: AbortSignal): Promise<() => void> {
    try {
      return await this.queue.enter(signal);
    } catch (error) {
      if (!(error instanceof QueueFullError)) throw error;
      const message = 'The local model has as many waiting requests as it takes. Try again later.';
      throw localError('provider_overloaded', message, { retryable: true });
    }
  }

  private promptOf(engine: LocalEngine, request: ModelRequest): { prompt: number[]; opening: string } {
    const { pieces, opening } = this.render(engine, request);
    const prompt = engine.tokenize(pieces);
    if (prompt.length >= engine.contextSize) {
      const message = `The messages have ${prompt.length} tokens; the local model reads ${engine.contextSize} with its reply. Shorten them or raise LOCAL_MODEL_CONTEXT.`;
      throw localError('context_length_exceeded', message);
    }
    return { prompt, opening };
  }

  private render(engine: LocalEngine, { messages, effort }: ModelRequest): ReturnType<typeof chatPrompt> {
    const options: TemplateOptions = {};
    if (effort !== undefined) options.thinking = effort !== 'none';
    if (effort !== undefined && effort !== 'none') options.effort = templateEffort(effort);
    try {
      return chatPrompt(engine, messages.map(templateMessage), options);
    } catch (cause) {
      const message = 'The chat template of the local model refused the order or the roles of the messages.';
      throw localError('provider_rejected', message, { cause });
    }
  }

  private refuseWhatIsMissing(request: ModelRequest): void {
    const { effort } = request;
    if (effort !== undefined && effort !== 'none' && this.descriptor.reasoning.control === 'none') {
      const message = `The model ${this.descriptor.id} has no reasoning of its own. Use the strategy cot.`;
      throw localError('reasoning_unsupported', message, { param: 'effort' });
    }
    const param = unsupportedParameter(request);
    if (param === undefined) return;
    throw localError('unsupported_parameter', 'A local model does not take this parameter. Leave it out.', { param });
  }
}

function closed(): ModelError {
  return localError('provider_unavailable', 'The local model was closed.', { retryable: true });
}

async function* reply(
  engine: LocalEngine,
  tokens: ReturnType<LocalEngine['generate']>,
  request: ModelRequest,
  signal: AbortSignal,
): AsyncGenerator<StreamPart, void, undefined> {
  const text = new TokenText(engine);
  const stop = new StopMatcher(request.stop ?? []);
  const limit = request.maxOutputTokens ?? Infinity;
  let outputTokens = 0;
  let end: 'stop' | 'length' | undefined;
  while (end === undefined) {
    const next = await unlessAborted(tokens.next(), signal);
    if (next.done === true) end = next.value;
    else {
      outputTokens++;
      yield { type: 'usage', usage: { outputTokens } };
      const piece = stop.push(text.push(next.value));
      if (piece !== '') yield { type: 'text-delta', text: piece };
      if (stop.stopped) end = 'stop';
      else if (outputTokens >= limit) end = 'length';
    }
  }
  const rest = stop.push(text.end()) + stop.end();
  if (rest !== '') yield { type: 'text-delta', text: rest };
  yield { type: 'finish', reason: end };
}

function samplingOf({ temperature, topP, seed }: ModelRequest): SamplingOptions {
  return {
    temperature: temperature ?? DEFAULT_TEMPERATURE,
    ...(topP === undefined ? {} : { topP }),
    ...(seed === undefined ? {} : { seed }),
  };
}

function templateMessage(message: ModelMessage): TemplateMessage {
  return { role: message.role === 'tool' ? 'user' : message.role, content: message.content };
}

/** Templates with levels (gpt-oss) know three. */
function templateEffort(effort: Exclude<ModelRequest['effort'], undefined | 'none'>): string {
  if (effort === 'minimal' || effort === 'low') return 'low';
  return effort === 'medium' ? 'medium' : 'high';
}
