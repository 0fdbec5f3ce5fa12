import { Worker } from 'node:worker_threads';
import { SystemClock } from '@app/kernel';
import { writeSmallModel } from '../testing/model-files';
import type { GenerationEnd, GenerationRequest } from '../inference/text-generator';
import { InferenceEngine, type EngineOptions } from './inference-engine';
import type { EnginePart } from './thread-generation';

// Starting a thread that compiles its sources takes seconds on a busy machine.
jest.setTimeout(60_000);

const NEVER = new AbortController().signal;
const REQUEST: GenerationRequest = { question: '2 + 3?', form: 'steps', sampling: {}, maxTokens: 6 };

/** A thread that dies under its first request, and answers all others with one token. */
const FRAIL = `
const { parentPort } = require('node:worker_threads');
parentPort.on('message', ({ type, id, request }) => {
  if (type !== 'generate') return;
  if (request.question === 'die') process.exit(1);
  parentPort.postMessage({ type: 'tokens', id, text: 'ok', tokens: [7], logProbs: [-1] });
  parentPort.postMessage({ type: 'end', id, reason: 'stop' });
});
parentPort.postMessage({ type: 'ready', contextLength: 9, loadMs: 1 });`;

describe('InferenceEngine', () => {
  const modelPath = writeSmallModel();
  const engines: InferenceEngine[] = [];
  const engineWith = (options: Partial<EngineOptions> = {}): InferenceEngine => {
    const engine = new InferenceEngine({ modelPath, clock: new SystemClock(), ...options });
    engines.push(engine);
    return engine;
  };
  afterEach(async () => {
    await Promise.all(engines.splice(0).map((engine) => engine.close()));
  });

  async function collect(
    engine: InferenceEngine,
    more: Partial<GenerationRequest> = {},
    signal = NEVER,
    onPart: () => void = () => undefined,
  ): Promise<{ parts: EnginePart[]; end: GenerationEnd; ids: number[] }> {
    const replying = engine.generate({ ...REQUEST, ...more }, signal);
    const parts: EnginePart[] = [];
    for (;;) {
      const next = await replying.next();
      const ids = parts.flatMap((part) => (part.type === 'tokens' ? part.tokens : []));
      if (next.done === true) return { parts, end: next.value, ids };
      parts.push(next.value);
      onPart();
    }
  }

  it('generates in its thread: the prompt first, then tokens with text and probabilities', async () => {
    const engine = engineWith();
    const { parts, end, ids } = await collect(engine);
    const batches = parts.filter((part) => part.type === 'tokens');

    expect(parts[0]).toEqual({ type: 'prompt', tokens: 16 });
    expect(end).toBe('length');
    expect(ids).toHaveLength(6);
    expect(batches.flatMap(({ logProbs }) => logProbs)).toHaveLength(6);
    expect(await engine.warmUp()).toMatchObject({ contextLength: 128, loadMs: expect.any(Number) as number });
  });

  it('serves many at once one after another, each its own reply', async () => {
    const engine = engineWith();
    const forms = ['steps', 'answer', 'steps', 'answer'] as const;
    const replies = await Promise.all(forms.map((form) => collect(engine, { form })));

    expect(replies[0]!.ids).toEqual(replies[2]!.ids);
    expect(replies[1]!.ids).toEqual(replies[3]!.ids);
    expect(replies[0]!.ids).not.toEqual(replies[1]!.ids);
    expect(engine.queued).toBe(0);
  });

  it('refuses at once what its queue has no room for, and says when to come again', async () => {
    const engine = engineWith({ maxQueued: 1 });
    const taken = [collect(engine), collect(engine)];

    await expect(collect(engine)).rejects.toMatchObject({
      failure: 'overloaded',
      retryAfterMs: expect.any(Number) as number,
    });
    expect((await Promise.all(taken)).map(({ end }) => end)).toEqual(['length', 'length']);
    expect((await collect(engine)).end).toBe('length');
  });

  it('stops for a caller who gives up, and then serves the next', async () => {
    const engine = engineWith();
    const abort = new AbortController();
    const given = collect(engine, { maxTokens: 100 }, abort.signal, () => abort.abort(new Error('gone')));
    const waiting = collect(engine);

    await expect(given).rejects.toThrow('gone');
    expect((await waiting).ids).toHaveLength(6);
  });

  it('stops when its reader leaves', async () => {
    const engine = engineWith();
    for await (const _part of engine.generate({ ...REQUEST, maxTokens: 100 }, NEVER)) break;

    expect((await collect(engine)).ids).toHaveLength(6);
  });

  it('lets a caller leave the queue, and one who left before it', async () => {
    const engine = engineWith();
    const running = collect(engine);
    const abort = new AbortController();
    const waiting = collect(engine, {}, abort.signal);
    abort.abort(new Error('gone'));

    await expect(waiting).rejects.toThrow('gone');
    await expect(collect(engine, {}, AbortSignal.abort(new Error('left')))).rejects.toThrow('left');
    expect((await running).end).toBe('length');
  });

  it('fails the request under which its thread dies, and serves the others from a new one', async () => {
    const startWorker = jest.fn(() => new Worker(FRAIL, { eval: true }));
    const engine = engineWith({ startWorker });
    const replies = await Promise.allSettled(['a', 'die', 'b'].map((question) => collect(engine, { question })));

    expect(replies.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(replies[1]).toMatchObject({ reason: { failure: 'crashed' } });
    expect(startWorker).toHaveBeenCalledTimes(2);
  });

  it('says without paths why a model cannot be loaded, and tries again later', async () => {
    const engine = engineWith({ modelPath: '/nowhere/secret.gguf' });
    const failure = await engine.warmUp().catch((error: unknown) => error);

    expect(failure).toMatchObject({ failure: 'unloadable', message: 'The model file is not there.' });
    await expect(collect(engine)).rejects.toMatchObject({ failure: 'unloadable' });
  });

  it('ends everything when it is closed', async () => {
    const engine = engineWith();
    const replies = Promise.allSettled([collect(engine, { maxTokens: 100 }), collect(engine)]);
    await engine.warmUp();
    await engine.close();

    expect(await replies).toMatchObject([{ reason: { failure: 'closed' } }, { reason: { failure: 'closed' } }]);
    await expect(collect(engine)).rejects.toMatchObject({ failure: 'closed' });
  });
});
