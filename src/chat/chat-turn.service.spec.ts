import { AppError, IdGenerator, UnitOfWork, type Principal } from '@app/kernel';
import { ModelError, type ChatModel, type ReasoningAbility, type StreamPart } from '@app/model';
import type { ModelRegistry } from '@app/providers';
import { createStrategies, StrategyRegistry } from '@app/reasoning';
import { ManualClock, ScriptedModel } from '@app/testing';
import { ReasoningConfig } from '../config/app-config';
import {
  TurnContext,
  TurnLayer,
  type ChatTurn,
  type ModelLayer,
  type TurnEnd,
  type TurnEvent,
  type TurnHandler,
} from '@app/turn';
import { TurnCore } from './turn-core';
import { TurnPlanner } from './turn-planner';
import { ChatTurnService } from './chat-turn.service';

class FixedIds extends IdGenerator {
  next(prefix: string): string {
    return `${prefix}_fixed`;
  }

  nextOrdered(prefix: string): string {
    return this.next(prefix);
  }
}

const OWNER: Principal = { kind: 'local', organisationId: 'org', userId: 'user', roles: ['admin'], limits: {} };
const OPTIONS = { samples: 5, parallelSamples: 4, rounds: 2 };
const TURN: ChatTurn = {
  model: 'auto',
  strategy: 'auto',
  request: { messages: [{ role: 'user', content: 'q' }], stream: true },
};
const FINISH: StreamPart = { type: 'finish', reason: 'stop' };
const text = (value: string): StreamPart => ({ type: 'text-delta', text: value });

interface Layers {
  turn?: TurnLayer[];
  model?: ModelLayer[];
}

class DirectUnits extends UnitOfWork {
  run<T>(work: () => Promise<T>): Promise<T> {
    return work();
  }
}

function serviceOver(
  model: ChatModel,
  clock = new ManualClock(),
  warnings: string[] = [],
  layers: Layers = {},
): ChatTurnService {
  const registry = { resolve: () => ({ model, warnings }), costMicroUsd: () => undefined } as unknown as ModelRegistry;
  const strategies = new StrategyRegistry(createStrategies(clock));
  const config = new ReasoningConfig({
    chainOfThoughtEnabled: true,
    maxSteps: 3,
    temperature: 0.7,
    statedConfidence: false,
    showSteps: true,
    ...OPTIONS,
  });
  return new ChatTurnService(
    new TurnPlanner(registry, strategies, config, new FixedIds()),
    new TurnCore(registry, strategies, clock, layers.model ?? []),
    layers.turn ?? [],
    config,
    new DirectUnits(),
    clock,
  );
}

function contextOf(signal = new AbortController().signal): TurnContext {
  return new TurnContext({ requestId: 'req', principal: OWNER, dialect: 'native' }, signal);
}

async function collect(events: AsyncIterable<TurnEvent>): Promise<TurnEvent[]> {
  const all: TurnEvent[] = [];
  for await (const event of events) all.push(event);
  return all;
}

const run = (service: ChatTurnService, turn: Partial<ChatTurn> = {}): Promise<TurnEvent[]> =>
  collect(service.run({ ...TURN, ...turn }, contextOf()));

describe('ChatTurnService', () => {
  it('tells who answers first and everything last', async () => {
    const model = new ScriptedModel([text('Thought: a\nFinal Answer: b'), FINISH]);

    const events = await run(serviceOver(model, new ManualClock(), ['default_model_unavailable']));

    expect(events[0]).toEqual({
      type: 'start',
      id: 'chat_fixed',
      provider: 'test',
      model: 'test/scripted',
      strategy: 'cot',
    });
    expect(events.at(-1)).toMatchObject({
      type: 'finish',
      response: { id: 'chat_fixed', finalAnswer: 'b', warnings: ['default_model_unavailable'], usage: {} },
    });
  });

  it('asks a prompted model at the configured temperature, unless the request names one', async () => {
    const model = new ScriptedModel([text('Final Answer: b'), FINISH]);
    const service = serviceOver(model);

    await run(service);
    await run(service, { request: { ...TURN.request, temperature: 0 } });
    await run(service, { strategy: 'direct' });

    expect(model.requests.map(({ temperature }) => temperature)).toEqual([0.7, 0, undefined]);
  });

  it("prefers the model's own temperature for prompted answers", async () => {
    const model = new ScriptedModel([text('Final Answer: b'), FINISH], { promptedTemperature: 0 });

    await run(serviceOver(model));

    expect(model.requests.map(({ temperature }) => temperature)).toEqual([0]);
  });

  it('says that an effort was asked for in vain', async () => {
    const model = new ScriptedModel([text('Final Answer: b'), FINISH]);

    const events = await run(serviceOver(model), { request: { ...TURN.request, effort: 'high' } });

    expect(events.at(-1)).toMatchObject({ response: { strategy: 'cot', warnings: ['effort_ignored'] } });
  });

  it.each<[string, ReasoningAbility, string[]]>([
    ['always reasons', { control: 'always', onByDefault: true }, ['effort_adjusted']],
    [
      'has no level that is none',
      { control: 'effort', efforts: ['low', 'high'], onByDefault: true },
      ['effort_adjusted'],
    ],
    [
      'thinks as it sees fit',
      { control: 'adaptive', efforts: ['low', 'high'], onByDefault: true },
      ['effort_adjusted'],
    ],
    ['can stop', { control: 'effort', efforts: ['none', 'low'], onByDefault: true }, []],
    ['reasons only when asked', { control: 'effort', efforts: ['low'] }, []],
    ['does not reason', { control: 'none' }, []],
  ])('says that no effort was not to be had when the model %s', async (_, reasoning, warnings) => {
    const model = new ScriptedModel([text('b'), FINISH], { reasoning });
    const events = await run(serviceOver(model), { request: { ...TURN.request, effort: 'none' } });
    expect(events.at(-1)).toMatchObject({ response: { strategy: 'direct', warnings } });
  });

  it('names no temperature to a model that takes none', async () => {
    const model = new ScriptedModel([text('Final Answer: b'), FINISH], { temperature: false });

    await run(serviceOver(model));

    expect(model.requests[0]?.temperature).toBeUndefined();
  });

  it('shows no step, also none that is taken back, when the reasoning is to be hidden', async () => {
    const model = new ScriptedModel([text('Thought: secret\nFinal Answer: 1\nFinal Answer: 2'), FINISH]);

    const events = await run(serviceOver(model), { show: false });

    expect(new Set(events.map(({ type }) => type))).toEqual(new Set(['start', 'answer-delta', 'retract', 'finish']));
    expect(events.find(({ type }) => type === 'retract')).toEqual({ type: 'retract', answer: true });
    expect(JSON.stringify(events)).not.toContain('secret');
  });

  it('divides the time into waiting for the provider and our own', async () => {
    const clock = new ManualClock();
    const slow = new ScriptedModel([text('b'), FINISH]);
    const respond = slow.respond.bind(slow);
    slow.respond = async function* (request, signal) {
      for await (const part of respond(request, signal)) {
        clock.advance(10);
        yield part;
      }
    };

    const events = serviceOver(slow, clock).run({ ...TURN, strategy: 'direct' }, contextOf());
    let timings: object | undefined;
    for await (const event of events) {
      clock.advance(1);
      if (event.type === 'finish') timings = event.response.timings;
    }

    expect(timings).toMatchObject({ upstreamMs: 20, overheadMs: expect.any(Number) });
  });

  it('fails as the provider failed', async () => {
    const error = new ModelError('provider_timeout', 'm', { provider: 'test' });

    await expect(run(serviceOver(new ScriptedModel([text('a'), error])))).rejects.toBe(error);
  });

  it('starts what every layer can start before any of them decides', async () => {
    const order: string[] = [];
    const layer = (name: string): TurnLayer => ({
      begin: () => order.push(`${name} begins`),
      handle: (turn, context, next) => {
        order.push(`${name} handles`);
        return next(turn, context);
      },
    });
    const model = new ScriptedModel([text('b'), FINISH]);

    await run(serviceOver(model, undefined, [], { turn: [layer('outer'), layer('inner')] }));

    expect(order).toEqual(['outer begins', 'inner begins', 'outer handles', 'inner handles']);
  });

  it('shows layers everything, also what the reader is not shown', async () => {
    const seen: TurnEvent[] = [];
    const listening = layerOf((turn, context, next) => {
      context.onEvent((event) => seen.push(event));
      return next(turn, context);
    });
    const model = new ScriptedModel([text('Thought: secret\nFinal Answer: 1'), FINISH]);

    await run(serviceOver(model, undefined, [], { turn: [listening] }), { show: false });

    expect(seen.at(-1)).toMatchObject({ type: 'finish', response: { reasoningSteps: [{ thought: 'secret' }] } });
  });

  it('fails a turn whose record cannot be written, before its reader is told that it is finished', async () => {
    const ends: TurnEnd[] = [];
    const recording = layerOf((turn, context, next) => {
      context.beforeFinish(() => Promise.reject(new AppError('storage_unavailable', 'm')));
      context.onEnd((end) => ends.push(end));
      return next(turn, context);
    });
    const model = new ScriptedModel([text('b'), FINISH]);

    await expect(run(serviceOver(model, undefined, [], { turn: [recording] }))).rejects.toMatchObject({
      code: 'storage_unavailable',
    });

    expect(ends).toMatchObject([{ outcome: 'failed', error: { code: 'storage_unavailable' } }]);
  });

  it('tells the end once, however it came', async () => {
    const ends: TurnEnd[] = [];
    const listening = layerOf((turn, context, next) => {
      context.onEnd((end) => ends.push(end));
      return next(turn, context);
    });
    const service = serviceOver(new ScriptedModel([text('b'), FINISH]), undefined, [], { turn: [listening] });

    await run(service);
    for await (const event of service.run(TURN, contextOf())) if (event.type === 'answer-delta') break;

    expect(ends.map(({ outcome }) => outcome)).toEqual(['finished', 'aborted']);
  });

  it('tells the reader why a layer ended the turn, whatever the model makes of it', async () => {
    const reason = new AppError('request_cancelled', 'It is not wanted any more.');
    const ends: TurnEnd[] = [];
    const abort = new AbortController();
    const ending = layerOf((turn, context, next) => {
      context.endBy(abort.signal);
      context.onEvent(() => abort.abort(reason));
      context.onEnd((end) => ends.push(end));
      return next(turn, context);
    });
    const model = new ScriptedModel([]);
    model.respond = async function* () {
      yield await Promise.resolve(text('Thought: a\nThought: b\n'));
      throw new ModelError('request_cancelled', 'cut', { provider: 'test' });
    };

    await expect(run(serviceOver(model, undefined, [], { turn: [ending] }))).rejects.toBe(reason);
    expect(ends).toMatchObject([{ outcome: 'aborted' }]);
  });
});

function layerOf(handle: (...parameters: Parameters<TurnLayer['handle']>) => ReturnType<TurnHandler>): TurnLayer {
  return { handle };
}
