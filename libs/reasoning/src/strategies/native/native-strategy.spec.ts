import type { ReasoningEffort } from '@app/contracts';
import { ModelError, type ReasoningAbility, type StreamPart } from '@app/model';
import { ManualClock, ScriptedModel } from '@app/testing';
import { collectRun } from '../../testing/collect-run';
import { NativeStrategy } from './native-strategy';

const { signal } = new AbortController();
const REPLY: StreamPart[] = [
  { type: 'reasoning-start', id: 'r' },
  { type: 'reasoning-delta', id: 'r', text: 'six' },
  { type: 'reasoning-end', id: 'r' },
  { type: 'text-delta', text: '6' },
  { type: 'finish', reason: 'stop' },
];

async function run(reasoning: ReasoningAbility, effort?: ReasoningEffort, script = REPLY) {
  const model = new ScriptedModel(script, { reasoning });
  const request = { messages: [], stream: true, ...(effort === undefined ? {} : { effort }) };
  const collected = await collectRun(
    new NativeStrategy(new ManualClock()).run({ model, request, maxSteps: 5 }, signal),
  );
  return { ...collected, asked: model.requests[0] };
}

describe('NativeStrategy', () => {
  it("shows the model's own reasoning as native steps", async () => {
    const { outcome } = await run({ control: 'always' });
    expect(outcome).toMatchObject({ finalAnswer: '6', steps: [{ thought: 'six', source: 'native' }], complete: true });
  });

  it.each<[ReasoningAbility, ReasoningEffort | undefined, ReasoningEffort | undefined]>([
    [{ control: 'effort' }, undefined, 'medium'],
    [{ control: 'effort', onByDefault: true }, undefined, undefined],
    [{ control: 'always' }, undefined, undefined],
    [{ control: 'budget' }, 'low', 'low'],
  ])('of %j at effort %s asks for %s', async (ability, effort, asked) => {
    expect((await run(ability, effort)).asked?.effort).toBe(asked);
  });

  it('reads reasoning that the chat template opened', async () => {
    const script: StreamPart[] = [
      { type: 'text-delta', text: 'six\n</think>\n6' },
      { type: 'finish', reason: 'stop' },
    ];
    const { outcome, events } = await run({ control: 'toggle', inlineText: 'opened' }, undefined, script);
    expect(outcome).toMatchObject({ finalAnswer: '6', steps: [{ thought: 'six', source: 'native' }] });
    expect(events.some(({ type }) => type === 'retract')).toBe(false);
  });

  it('refuses a model without reasoning by name, before it is asked', async () => {
    const model = new ScriptedModel([], { id: 'test/plain' });
    const runs = new NativeStrategy(new ManualClock()).run(
      { model, request: { messages: [], stream: false }, maxSteps: 5 },
      signal,
    );
    const failure = await collectRun(runs).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(ModelError);
    expect(failure).toMatchObject({ code: 'reasoning_unsupported', param: 'reasoning.strategy', provider: 'test' });
    expect(String(failure)).toContain('test/plain');
    expect(model.requests).toEqual([]);
  });
});
