import { ModelError, type ModelDescriptor, type ModelRequest, type StreamPart } from '@app/model';
import { FakeLocalEngine, type FakeLocalEngineOptions } from '../testing/fake-local-engine';
import { collectParts } from '../testing/collect-parts';
import { LocalModel, type LocalModelLimits } from './local-model';

const DESCRIPTOR: ModelDescriptor = {
  id: 'local/tiny',
  provider: 'local',
  upstreamName: 'tiny',
  aliases: [],
  reasoning: { control: 'none' },
  tools: false,
  temperature: true,
  rank: 1,
};
const REQUEST: ModelRequest = { messages: [{ role: 'user', content: 'Hi' }], stream: true };
const NEVER = new AbortController().signal;

function modelWith(options: FakeLocalEngineOptions = {}, limits: LocalModelLimits = {}) {
  const engine = new FakeLocalEngine(options);
  const model = new LocalModel(DESCRIPTOR, () => Promise.resolve(engine), limits);
  return { engine, model };
}

async function collect(replying: AsyncIterable<StreamPart>): Promise<StreamPart[]> {
  const parts: StreamPart[] = [];
  for await (const part of replying) parts.push(part);
  return parts;
}

const textOf = (parts: StreamPart[]): string =>
  parts.map((part) => (part.type === 'text-delta' ? part.text : '')).join('');
const ask = (model: LocalModel, more: Partial<ModelRequest> = {}, signal = NEVER): Promise<StreamPart[]> =>
  collect(model.respond({ ...REQUEST, ...more }, signal));
const failureOf = (promise: Promise<unknown>): Promise<unknown> => promise.catch((error: unknown) => error);

/** A promise to settle by hand. */
function gate() {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open, opened };
}

describe('LocalModel', () => {
  it('streams text, usage and finish', async () => {
    const { model } = modelWith({ reply: 'Hello' });

    expect(collectParts(await ask(model))).toMatchObject({
      text: 'Hello',
      usage: { outputTokens: 5 },
      finish: 'stop',
    });
  });

  it('counts the prompt as it is really sent', async () => {
    const { model, engine } = modelWith();
    const parts = await ask(model);

    expect(parts[0]).toEqual({ type: 'usage', usage: { inputTokens: engine.prompts[0]!.length, outputTokens: 0 } });
  });

  it('tells what it used as it goes', async () => {
    const { model } = modelWith({ reply: 'Hello' });
    const parts = (await ask(model)).slice(1);

    expect(parts.slice(0, 4)).toEqual([
      { type: 'usage', usage: { outputTokens: 1 } },
      { type: 'text-delta', text: 'H' },
      { type: 'usage', usage: { outputTokens: 2 } },
      { type: 'text-delta', text: 'e' },
    ]);
  });

  it('keeps what users type plain text, control tokens included', async () => {
    const { model, engine } = modelWith();
    await ask(model, { messages: [{ role: 'user', content: 'a<end><system>b' }] });

    const prompt = engine.prompts[0]!;
    expect(engine.detokenize(prompt)).toBe('<user>a<end><system>b<end><assistant>');
    expect(prompt.filter((token) => token < 0)).toHaveLength(3);
  });

  it('ends at the limit of the reply', async () => {
    const { model } = modelWith({ reply: 'Hello' });

    expect(collectParts(await ask(model, { maxOutputTokens: 3 }))).toMatchObject({
      text: 'Hel',
      usage: { outputTokens: 3 },
      finish: 'length',
    });
  });

  it('says when the context was full', async () => {
    const { model } = modelWith({ end: 'length' });

    expect((await ask(model)).at(-1)).toEqual({ type: 'finish', reason: 'length' });
  });

  it('ends before a stop sequence, wherever its pieces fall', async () => {
    const { model } = modelWith({ reply: 'one ENd two END three' });

    const parts = await ask(model, { stop: ['END', 'never'] });
    expect(textOf(parts)).toBe('one ENd two ');
    expect(parts.at(-1)).toEqual({ type: 'finish', reason: 'stop' });
  });

  it('hands sampling on and has a temperature of its own', async () => {
    const { model, engine } = modelWith();
    await ask(model, { temperature: 0, topP: 0.5, seed: 7 });
    await ask(model);

    expect(engine.sampling).toEqual([{ temperature: 0, topP: 0.5, seed: 7 }, { temperature: 0.8 }]);
  });

  it.each([
    ['none', { thinking: false }],
    ['low', { thinking: true, effort: 'low' }],
    ['max', { thinking: true, effort: 'high' }],
  ] as const)('tells the template about effort %s', async (effort, options) => {
    const engine = new FakeLocalEngine();
    const descriptor: ModelDescriptor = { ...DESCRIPTOR, reasoning: { control: 'toggle' } };
    await ask(new LocalModel(descriptor, () => Promise.resolve(engine)), { effort });

    expect(engine.templateOptions).toEqual([options]);
  });

  it('shows the marker with which the template itself opened the reasoning', async () => {
    const { model, engine } = modelWith({ reply: 'hm</think>ok' });
    engine.template = ([message]) => `<user>${message!.content}<assistant><think>\n`;

    expect(textOf(await ask(model))).toBe('<think>hm</think>ok');
  });

  it.each([
    [{ tools: [{ name: 'f' }] }, 'tools'],
    [{ messages: [{ role: 'tool', toolCallId: 't', content: '' }] }, 'tools'],
    [{ responseFormat: { type: 'json_object' } }, 'responseFormat'],
    [{ passthrough: { logit_bias: {} } }, 'logit_bias'],
  ] satisfies [Partial<ModelRequest>, string][])('refuses %j, naming the parameter', async (more, param) => {
    expect(await failureOf(ask(modelWith().model, more))).toMatchObject({ code: 'unsupported_parameter', param });
  });

  it('refuses reasoning of a model that has none', async () => {
    expect(await failureOf(ask(modelWith().model, { effort: 'high' }))).toMatchObject({
      code: 'reasoning_unsupported',
    });
  });

  it('refuses a prompt that leaves no room for a reply', async () => {
    const { model } = modelWith({ contextSize: 5 });

    expect(await failureOf(ask(model))).toMatchObject({ code: 'context_length_exceeded', retryable: false });
  });

  it('says so when the template refuses the conversation', async () => {
    const { model, engine } = modelWith();
    engine.template = () => {
      throw new Error('roles must alternate');
    };

    expect(await failureOf(ask(model))).toMatchObject({ code: 'provider_rejected' });
  });

  it('loads once for all requests', async () => {
    let loads = 0;
    const engine = new FakeLocalEngine();
    const model = new LocalModel(DESCRIPTOR, () => {
      loads++;
      return Promise.resolve(engine);
    });
    await Promise.all([ask(model), ask(model), model.warmUp()]);

    expect(loads).toBe(1);
  });

  it('tries again after a load that failed, and tells the reason without paths', async () => {
    const engine = new FakeLocalEngine();
    const reason = "ENOENT: no such file, open '/secret/my path/m.gguf' (see /secret/log)";
    const outcomes = [Promise.reject(new Error(reason)), Promise.resolve(engine)];
    const model = new LocalModel(DESCRIPTOR, () => outcomes.shift()!);

    const failure = await failureOf(ask(model));
    expect(failure).toMatchObject({ code: 'provider_unavailable', cause: { message: reason } });
    expect((failure as ModelError).message).toContain('could not be loaded: ENOENT: no such file, open (path)');
    expect((failure as ModelError).message).not.toContain('secret');
    expect(textOf(await ask(model))).toBe('ok');
  });
});

describe('LocalModel under load', () => {
  it('runs one request at a time, in order of arrival', async () => {
    const { model, engine } = modelWith({ reply: 'abc' });
    const ask1 = (content: string): Promise<StreamPart[]> => ask(model, { messages: [{ role: 'user', content }] });
    await Promise.all([ask1('1'), ask1('2'), ask1('3')]);

    expect(engine.mostAtOnce).toBe(1);
    expect(engine.prompts.map((prompt) => engine.detokenize(prompt).charAt(6))).toEqual(['1', '2', '3']);
  });

  it('refuses what does not fit into the queue, as overloaded', async () => {
    const { open, opened } = gate();
    const { model } = modelWith({ beforeToken: () => opened }, { maxQueued: 1 });
    const running = ask(model);
    const waiting = ask(model);

    expect(await failureOf(ask(model))).toMatchObject({ code: 'provider_overloaded', retryable: true });
    open();
    expect((await Promise.all([running, waiting])).map(textOf)).toEqual(['ok', 'ok']);
  });

  it('cancels at once while the engine is busy, and starts the next request when it is free', async () => {
    const { open, opened } = gate();
    const { model, engine } = modelWith({ beforeToken: () => opened });
    const controller = new AbortController();
    const running = failureOf(ask(model, {}, controller.signal));
    await new Promise(setImmediate);
    controller.abort();
    expect(await running).toMatchObject({ code: 'request_cancelled' });

    const next = ask(model);
    open();
    expect(textOf(await next)).toBe('ok');
    expect(engine.mostAtOnce).toBe(1);
  });

  it('cancels a request that waits for its turn', async () => {
    const { open, opened } = gate();
    const { model, engine } = modelWith({ beforeToken: () => opened });
    const running = ask(model);
    const controller = new AbortController();
    const waiting = failureOf(ask(model, {}, controller.signal));
    await new Promise(setImmediate);
    controller.abort();

    expect(await waiting).toMatchObject({ code: 'request_cancelled' });
    open();
    await running;
    expect(engine.prompts).toHaveLength(1);
  });

  it('cancels a request that waits for the model to load', async () => {
    const controller = new AbortController();
    const model = new LocalModel(DESCRIPTOR, () => new Promise(() => undefined));
    const running = failureOf(ask(model, {}, controller.signal));
    await new Promise(setImmediate);
    controller.abort();

    expect(await running).toMatchObject({ code: 'request_cancelled' });
  });

  it('frees its turn when the reader leaves in the middle', async () => {
    const { model } = modelWith({ reply: 'abcdef' });
    for await (const part of model.respond(REQUEST, NEVER)) if (part.type === 'text-delta') break;

    expect(textOf(await ask(model))).toBe('abcdef');
  });

  it('does not let a reader that stands still hold up the others', async () => {
    const { model } = modelWith({ reply: 'abcdef' });
    const controller = new AbortController();
    const still = model.respond(REQUEST, controller.signal);
    await still.next();
    const next = ask(model);
    controller.abort();

    expect(textOf(await next)).toBe('abcdef');
    expect(await failureOf(still.next())).toMatchObject({ code: 'request_cancelled' });
  });

  it('ends a reply, and a wait for a turn, at the limit of the whole call', async () => {
    const { open, opened } = gate();
    const { model, engine } = modelWith({ beforeToken: () => opened }, { totalMs: 20 });

    for (const failure of await Promise.all([failureOf(ask(model)), failureOf(ask(model))])) {
      expect(failure).toMatchObject({ code: 'provider_timeout', retryable: true });
    }
    expect(engine.prompts).toHaveLength(1);
    open();
  });
});

describe('closing a LocalModel', () => {
  it('ends running and waiting requests, unloads when the engine is free, and refuses new ones', async () => {
    const { open, opened } = gate();
    const { model, engine } = modelWith({ beforeToken: () => opened });
    const failures = [failureOf(ask(model)), failureOf(ask(model))];
    await new Promise(setImmediate);
    const closing = model.close();

    for (const failure of await Promise.all([...failures, failureOf(ask(model))])) {
      expect(failure).toMatchObject({ code: 'provider_unavailable', retryable: true });
    }
    expect(engine.disposed).toBe(false);
    open();
    await closing;
    expect(engine.disposed).toBe(true);
    expect(engine.prompts).toHaveLength(1);
  });

  it('does not wait for a reader that stands still', async () => {
    const { model, engine } = modelWith({ reply: 'abcdef' });
    await model.respond(REQUEST, NEVER).next();
    await model.close();

    expect(engine.disposed).toBe(true);
  });

  it('does not wait for a load, which it tells to stop, and frees what comes nevertheless', async () => {
    const engine = new FakeLocalEngine();
    const { open, opened } = gate();
    let told: AbortSignal | undefined;
    const model = new LocalModel(DESCRIPTOR, async (signal) => {
      told = signal;
      await opened;
      return engine;
    });
    const warming = model.warmUp();
    const running = failureOf(ask(model));
    await new Promise(setImmediate);
    await model.close();

    expect(await running).toMatchObject({ code: 'provider_unavailable' });
    await warming;
    expect(told?.aborted).toBe(true);
    open();
    await new Promise(setImmediate);
    expect(engine.disposed).toBe(true);
  });

  it('frees nothing when there is nothing', async () => {
    const { model, engine } = modelWith();
    await model.close();
    await model.close();

    expect(engine.disposed).toBe(false);
  });
});
