import type { ReasoningAbility, StreamPart } from '@app/model';
import { ManualClock, ScriptedModel } from '@app/testing';
import { collectRun } from '../../testing/collect-run';
import { DirectStrategy } from './direct-strategy';

const REPLY: StreamPart[] = [
  { type: 'text-delta', text: 'Thought: no label here.' },
  { type: 'finish', reason: 'stop' },
];
const { signal } = new AbortController();

async function run(reasoning: ReasoningAbility, script: readonly StreamPart[] = REPLY, provider = 'endpoint') {
  const model = new ScriptedModel(script, { reasoning, provider });
  const request = { messages: [{ role: 'user' as const, content: 'hi' }], stream: true, effort: 'high' as const };
  const collected = await collectRun(
    new DirectStrategy(new ManualClock()).run({ model, request, maxSteps: 5 }, signal),
  );
  return { ...collected, asked: model.requests[0] };
}

describe('DirectStrategy', () => {
  it('hands the reply on as the answer and adds no prompt', async () => {
    const { outcome, asked, events } = await run({ control: 'none' });
    expect(outcome).toMatchObject({ finalAnswer: 'Thought: no label here.', steps: [], complete: true });
    expect(asked?.messages).toEqual([{ role: 'user', content: 'hi' }]);
    expect(events.some(({ type }) => type === 'retract')).toBe(false);
  });

  it.each<[string, ReasoningAbility, string | undefined]>([
    ['switches off reasoning that is on by default', { control: 'toggle', onByDefault: true }, 'none'],
    ['asks for nothing where reasoning is off by default', { control: 'effort' }, undefined],
    ['asks for nothing of a model that always reasons', { control: 'always', onByDefault: true }, undefined],
    ['asks for nothing of a model that cannot reason', { control: 'none' }, undefined],
  ])('%s', async (_, ability, effort) => {
    expect((await run(ability)).asked?.effort).toBe(effort);
  });

  describe('with a lone closing mark in the reply', () => {
    const reply = 'You write </thinking> here.';
    const script: StreamPart[] = [
      { type: 'text-delta', text: reply },
      { type: 'finish', reason: 'stop' },
    ];

    it.each(['openai', 'anthropic', 'mistral', 'deepseek'])('takes it for text from %s', async (provider) => {
      const { outcome } = await run({ control: 'effort' }, script, provider);
      expect(outcome).toMatchObject({ finalAnswer: reply, steps: [], warnings: [] });
    });

    it.each<[string, ReasoningAbility, string]>([
      ['an endpoint', { control: 'none' }, 'lab'],
      ['a local model', { control: 'none' }, 'local'],
      [
        'a vendor model that writes its reasoning into the text',
        { control: 'always', inlineText: 'marked' },
        'mistral',
      ],
    ])('takes it for the end of reasoning from %s, and says so', async (_, ability, provider) => {
      const { outcome } = await run(ability, script, provider);
      expect(outcome).toMatchObject({ finalAnswer: 'here.', warnings: ['lone_closing_mark'] });
      expect(outcome.steps.map(({ thought }) => thought)).toEqual(['You write']);
    });
  });

  it('reads a reply that starts inside reasoning only from a model that still reasons', async () => {
    const script: StreamPart[] = [
      { type: 'text-delta', text: 'hm</think>4' },
      { type: 'finish', reason: 'stop' },
    ];
    const always = await run({ control: 'always', inlineText: 'opened' }, script);
    expect(always.outcome).toMatchObject({ finalAnswer: '4', complete: true });
    const off = await run({ control: 'toggle', onByDefault: true, inlineText: 'opened' }, REPLY);
    expect(off.outcome).toMatchObject({ finalAnswer: 'Thought: no label here.', complete: true });
  });
});
