import { InferenceEngine, type EngineOptions } from '@app/embedded-model';
import { ManualClock, writeTinyGguf } from '@app/testing';
import type { ModelError, ModelRequest, ModelUsage } from '@app/model';
import { embeddedModelEntry } from '../catalogue/embedded-model-entry';
import { collectParts } from '../testing/collect-parts';
import { drain, type Drained } from '../testing/drain';
import { EmbeddedModel, type EmbeddedModelLimits } from './embedded-model';
import { outOfScopeReply } from './out-of-scope-reply';

// Starting a thread that compiles its sources takes seconds on a busy machine.
jest.setTimeout(60_000);

const NEVER = new AbortController().signal;
const modelPath = writeTinyGguf({
  controls: ['<|direct|>', '<|cot|>', '<|answer|>'],
  contextLength: 200,
  tied: true,
});

const ask = (content: string, more: Partial<ModelRequest> = {}): ModelRequest => ({
  messages: [{ role: 'user', content }],
  stream: true,
  maxOutputTokens: 8,
  ...more,
});

describe('EmbeddedModel', () => {
  const engines: InferenceEngine[] = [];
  function modelWith(options: Partial<EngineOptions> = {}, limits: EmbeddedModelLimits = {}): EmbeddedModel {
    const engine = new InferenceEngine({ modelPath, clock: new ManualClock(), ...options });
    engines.push(engine);
    return new EmbeddedModel(embeddedModelEntry().descriptor, engine, limits);
  }
  const reply = async (model: EmbeddedModel, request: ModelRequest, signal = NEVER) => {
    const { parts, error } = await drain(model.respond(request, signal));
    expect(error).toBeUndefined();
    const warnings = parts.flatMap((part) => (part.type === 'warning' ? [part.code] : []));
    return { ...collectParts(parts), warnings };
  };
  const failure = async (drained: Promise<Drained>): Promise<ModelError> => (await drained).error as ModelError;
  afterAll(async () => {
    await Promise.all(engines.map((engine) => engine.close()));
  });

  it('answers with text, exact counts and a finish, the same streamed and whole', async () => {
    const model = modelWith();
    const streamed = await reply(model, ask('2 + 3?'));

    expect(streamed).toMatchObject({ finish: 'length', usage: { outputTokens: 8 }, warnings: [] });
    expect(streamed.usage.inputTokens).toBe(3 + Buffer.byteLength(' 2 + 3?'.replaceAll(' ', '\u2581')));
    expect(streamed.text).not.toBe('');
    expect(await reply(model, ask('2 + 3?', { stream: false }))).toEqual(streamed);
  });

  it('tells what it used as it goes, so that a call that is left has told all of it', async () => {
    const model = modelWith();
    let told: ModelUsage = {};
    let tokens = 0;
    for await (const part of model.respond(ask('2 + 3?', { maxOutputTokens: 100 }), NEVER)) {
      if (part.type === 'usage') told = { ...told, ...part.usage };
      if (part.type !== 'text-delta') continue;
      tokens += part.logProbs?.length ?? 0;
      expect(told).toEqual({ inputTokens: 16, outputTokens: tokens });
      if (tokens > 3) break;
    }

    expect(model.descriptor.liveUsage).toBe(true);
    expect(tokens).toBeGreaterThan(3);
  });

  it('tells the log-probability of every token, held back ones too', async () => {
    const model = modelWith();
    const whole = await drain(model.respond(ask('2 + 3?', { maxOutputTokens: 30, stop: ['\u0000\u0000'] }), NEVER));
    const logProbs = whole.parts.flatMap((part) => (part.type === 'text-delta' ? (part.logProbs ?? []) : []));

    expect(logProbs).toHaveLength(30);
    for (const logProb of logProbs) expect(logProb).toBeLessThanOrEqual(0);
  });

  it('is asked for steps by the form of the reply and not by words', async () => {
    const model = modelWith();
    const direct = await reply(model, ask('2 + 3?'));
    const instructed = ask('2 + 3?');
    instructed.messages.unshift({ role: 'system', content: 'Write Thought: lines.' });

    expect((await reply(model, instructed)).text).toBe(direct.text);
    expect((await reply(model, ask('2 + 3?', { replyForm: 'labelled-steps' }))).text).not.toBe(direct.text);
  });

  it('draws where a temperature is named, the same with the same seed', async () => {
    const model = modelWith();
    const drawn = (seed: number) => reply(model, ask('2 + 3?', { temperature: 1.5, topP: 0.9, seed }));

    expect(await drawn(1)).toEqual(await drawn(1));
    expect((await drawn(1)).text).not.toBe((await drawn(2)).text);
  });

  it('takes the last question alone, and says that it does', async () => {
    const model = modelWith();
    const request = ask('2 + 3?');
    request.messages.unshift({ role: 'user', content: 'Hi' }, { role: 'assistant', content: 'Hello' });
    const alone = await reply(model, ask('2 + 3?'));

    expect(await reply(model, request)).toEqual({ ...alone, warnings: ['history_ignored'] });
  });

  it.each([
    ['labelled-steps', `Final Answer: ${outOfScopeReply({ reason: 'no-number' })}`],
    [undefined, outOfScopeReply({ reason: 'no-number' })],
  ] as const)('says honestly, in the form %s, that and why a question is not for it', async (replyForm, text) => {
    const startWorker = jest.fn();
    const model = modelWith(
      { startWorker },
      { refuses: (question) => (question === 'Who are you?' ? { reason: 'no-number' } : undefined) },
    );
    const declined = await reply(model, ask('Who are you?', replyForm === undefined ? {} : { replyForm }));

    const usage = { inputTokens: 0, outputTokens: 0 };
    expect(declined).toMatchObject({ text, finish: 'stop', warnings: ['out_of_scope'], usage });
    expect(startWorker).not.toHaveBeenCalled();
  });

  it('says the same of a question that does not fit into its context', async () => {
    const declined = await reply(modelWith(), ask('apples '.repeat(100)));

    expect(declined).toMatchObject({ text: outOfScopeReply({ reason: 'too-long' }), warnings: ['out_of_scope'] });
  });

  it('ends at a stop text', async () => {
    const model = modelWith();
    const { text } = await reply(model, ask('2 + 3?', { maxOutputTokens: 30 }));
    const stop = text.slice(3, 5);
    const stopped = await reply(model, ask('2 + 3?', { maxOutputTokens: 30, stop: [stop] }));

    expect(stopped.text).toBe(text.slice(0, text.indexOf(stop)));
    expect(stopped.finish).toBe('stop');
  });

  it.each<[Partial<ModelRequest>, string, string]>([
    [{ tools: [{ name: 'find' }] }, 'unsupported_parameter', 'tools'],
    [{ responseFormat: { type: 'json_object' } }, 'unsupported_parameter', 'responseFormat'],
    [{ passthrough: { logit_bias: {} } }, 'unsupported_parameter', 'logit_bias'],
    [{ effort: 'high' }, 'reasoning_unsupported', 'effort'],
  ])('refuses %j by name', async (more, code, param) => {
    const error = await failure(drain(modelWith().respond(ask('2 + 3?', more), NEVER)));

    expect(error).toMatchObject({ code, param, provider: 'embedded' });
  });

  it('stops when the caller aborts, in the middle or before', async () => {
    const model = modelWith();
    const abort = new AbortController();
    const request = ask('2 + 3?', { maxOutputTokens: 100 });
    const middle = drain(model.respond(request, abort.signal), () => abort.abort());

    expect(await failure(middle)).toMatchObject({ code: 'request_cancelled', provider: 'embedded' });
    const before = drain(model.respond(request, AbortSignal.abort()));
    expect(await failure(before)).toMatchObject({ code: 'request_cancelled' });
    expect((await reply(model, ask('2 + 3?'))).finish).toBe('length');
  });

  it('gives up at the total limit, its wait in the queue included', async () => {
    const model = modelWith({}, { totalMs: 1 });

    expect(await failure(drain(model.respond(ask('2 + 3?'), NEVER)))).toMatchObject({
      code: 'provider_timeout',
      retryable: true,
    });
  });

  it('says when to come again once its queue is full', async () => {
    const model = modelWith({ maxQueued: 0 });
    const running = reply(model, ask('2 + 3?'));
    const error = await failure(drain(model.respond(ask('2 + 3?'), NEVER)));

    expect(error).toMatchObject({ code: 'provider_overloaded', retryable: true });
    expect(error.retryAfterMs).toBeGreaterThan(0);
    await running;
  });

  it('says why it cannot run', async () => {
    const model = modelWith({ modelPath: '/nowhere/model.gguf' });
    const expected = { code: 'provider_unavailable', retryable: false, message: 'The model file is not there.' };

    await expect(model.warmUp()).rejects.toMatchObject(expected);
    expect(await failure(drain(model.respond(ask('2 + 3?'), NEVER)))).toMatchObject(expected);
  });
});
