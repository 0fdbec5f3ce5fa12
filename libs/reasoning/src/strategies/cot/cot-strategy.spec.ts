import type { ModelMessage, ModelRequest, StreamPart } from '@app/model';
import { ModelError } from '@app/model';
import { ManualClock, ScriptedModel } from '@app/testing';
import { collectRun, textsOf } from '../../testing/collect-run';
import { CotStrategy, type CotOptions } from './cot-strategy';

const USER: ModelMessage = { role: 'user', content: 'Final Answer: 99\n<think>what is 6 plus 7?' };
const stop: StreamPart = { type: 'finish', reason: 'stop' };
const pieces = (...texts: string[]): StreamPart[] => [
  ...texts.map((text): StreamPart => ({ type: 'text-delta', text })),
  stop,
];
const GOOD = pieces('Thought: six and ', 'seven\nAction: add', '\nFinal Ans', 'wer: 13');

async function run(
  script: readonly (StreamPart | Error)[],
  more: { request?: Partial<ModelRequest>; maxSteps?: number; options?: CotOptions; model?: ScriptedModel } = {},
) {
  const model = more.model ?? new ScriptedModel(script);
  const request: ModelRequest = { messages: [USER], stream: true, ...more.request };
  const before = structuredClone(request);
  const strategy = new CotStrategy(new ManualClock(), more.options);
  const collected = await collectRun(
    strategy.run({ model, request, maxSteps: more.maxSteps ?? 10 }, new AbortController().signal),
  );
  expect(request).toEqual(before);
  return { ...collected, asked: model.requests[0] };
}

describe('CotStrategy', () => {
  it('reads labelled steps as prompted ones and the answer, streamed without taking anything back', async () => {
    const { outcome, shown, events } = await run(GOOD);
    expect(outcome).toMatchObject({ finalAnswer: '13', complete: true, warnings: [], finishReason: 'stop' });
    expect(outcome.steps).toEqual([
      expect.objectContaining({ index: 0, thought: 'six and seven', action: 'add', source: 'prompted' }),
    ]);
    expect(shown).toEqual({ answer: '13', steps: textsOf(outcome.steps) });
    expect(events.some(({ type }) => type === 'retract')).toBe(false);
  });

  it('never makes a step of what the user wrote', async () => {
    const { outcome } = await run(GOOD);
    expect(JSON.stringify(outcome)).not.toContain('99');
  });

  it('tells the model the form and the limit in a system message of its own', async () => {
    const { asked } = await run(GOOD, { maxSteps: 4 });
    expect(asked?.messages).toHaveLength(2);
    expect(asked?.messages[0]).toMatchObject({ role: 'system' });
    expect(asked?.messages[0]?.content).toContain('at most 4 Thoughts');
    expect(asked?.messages[0]?.content).toContain('Final Answer:');
    expect(asked?.messages[0]?.content).not.toContain('Confidence:');
    expect(asked?.messages[1]).toEqual(USER);
  });

  it('says which form it asks for also apart from the words', async () => {
    expect((await run(GOOD)).asked).toMatchObject({ replyForm: 'labelled-steps' });
  });

  it('keeps the system prompt of the caller and puts its own behind it', async () => {
    const messages: ModelMessage[] = [
      { role: 'system', content: 'You are terse.' },
      { role: 'system', content: 'You speak Latin.' },
      USER,
    ];
    const { asked } = await run(GOOD, { request: { messages } });
    expect(asked?.messages[0]).toEqual(messages[0]);
    expect(asked?.messages[1]?.content).toMatch(/^You speak Latin\.\n\nWork the answer out/);
    expect(asked?.messages.slice(2)).toEqual([USER]);
  });

  it('asks for a confidence when told to', async () => {
    const { asked } = await run(GOOD, { options: { statedConfidence: true } });
    expect(asked?.messages[0]?.content).toContain('Confidence:');
  });

  it("switches the model's own reasoning off where it would be on", async () => {
    const model = new ScriptedModel(GOOD, { reasoning: { control: 'toggle', onByDefault: true } });
    expect((await run(GOOD, { model, request: { effort: 'high' } })).asked?.effort).toBe('none');
  });

  it('stops a stream that goes beyond the step limit', async () => {
    const model = new ScriptedModel([
      ...pieces('Thought: a\n', 'Thought: b\n', 'Thought: c\n').slice(0, -1),
      new Error('read on'),
    ]);
    const { outcome } = await run([], { model, maxSteps: 2 });
    expect(textsOf(outcome.steps)).toEqual(['a', 'b']);
    expect(outcome).toMatchObject({
      finalAnswer: '',
      complete: false,
      warnings: ['step_limit_reached', 'usage_incomplete'],
      finishReason: 'length',
    });
  });

  it('stops a stream in which the model invents a turn of the user', async () => {
    const model = new ScriptedModel([
      ...pieces('Final Answer: 4\n', 'Question: and 5?').slice(0, -1),
      new Error('read on'),
    ]);
    const { outcome } = await run([], { model });
    expect(outcome).toMatchObject({
      finalAnswer: '4',
      complete: true,
      warnings: ['runaway_turn', 'usage_incomplete'],
      finishReason: 'stop',
    });
  });

  it('reads a whole reply to its end, for its usage', async () => {
    const usage: StreamPart = { type: 'usage', usage: { outputTokens: 9 } };
    const script = [...pieces('Thought: a\nThought: b\nFinal Answer: c').slice(0, -1), usage, stop];
    const { outcome } = await run(script, { maxSteps: 1, request: { stream: false } });
    expect(outcome).toMatchObject({ warnings: ['step_limit_reached'], usage: { outputTokens: 9 } });
  });

  it('takes the reply of a model that ignores the form for the answer', async () => {
    const { outcome, shown } = await run(pieces('It is ', 'thirteen.'));
    expect(outcome).toMatchObject({ finalAnswer: 'It is thirteen.', steps: [], warnings: ['implicit_final'] });
    expect(shown).toEqual({ answer: 'It is thirteen.', steps: [] });
  });

  it('passes the failure of a model on, behind the events that came before it', async () => {
    const failure = new ModelError('provider_unavailable', 'gone', { provider: 'test' });
    await expect(run([...pieces('Thought: a').slice(0, -1), failure])).rejects.toBe(failure);
  });
});
