import { ModelError, type ModelRequest } from '@app/model';
import { ManualClock } from '@app/testing';
import { collectRun, textsOf, type CollectedRun } from '../../testing/collect-run';
import { ScriptModel } from '../../testing/script-model';
import type { ReasoningInput } from '../../reasoning-strategy';
import { findsNothing } from './review-prompt';
import { SelfRefineStrategy } from './self-refine-strategy';

const REQUEST: ModelRequest = { messages: [{ role: 'user', content: 'q' }], stream: true };
const DRAFT = 'Thought: a\nFinal Answer: 41';
const REVIEW = 'Step 1 is off by one.\nVerdict: REVISE';
const CLEAN = 'All sums hold.\n**Verdict: NO ISSUES**';
const failure = new ModelError('provider_overloaded', 'm', { provider: 'test', retryable: true });

async function run(
  replies: (string | Error)[],
  input: Partial<ReasoningInput> = {},
): Promise<CollectedRun & { model: ScriptModel }> {
  const model = new ScriptModel(replies);
  const strategy = new SelfRefineStrategy(new ManualClock());
  const events = strategy.run({ model, request: REQUEST, maxSteps: 5, ...input }, new AbortController().signal);
  return { ...(await collectRun(events)), model };
}

describe('SelfRefineStrategy', () => {
  it('keeps the first answer when the review finds nothing', async () => {
    const { outcome, shown, model } = await run([DRAFT, CLEAN]);

    expect(outcome).toMatchObject({ finalAnswer: '41', complete: true, warnings: [], rawResponse: DRAFT });
    expect(outcome.usage).toEqual({ inputTokens: 2000, outputTokens: 100 });
    expect(outcome.steps.map(({ kind, thought }) => [kind, thought])).toEqual([
      [undefined, 'a'],
      ['draft', '41'],
      ['reflection', CLEAN],
    ]);
    expect(shown).toEqual({ answer: '41', steps: textsOf(outcome.steps) });
    expect(model.requests).toHaveLength(2);
  });

  it('revises by the review until one finds nothing', async () => {
    const { outcome, shown, model } = await run([DRAFT, REVIEW, 'Thought: b\nFinal Answer: 42', CLEAN], { rounds: 5 });

    expect(outcome).toMatchObject({ finalAnswer: '42', complete: true, warnings: [] });
    expect(outcome.steps.map(({ index, kind, thought }) => [index, kind, thought])).toEqual([
      [0, undefined, 'a'],
      [1, 'draft', '41'],
      [2, 'reflection', REVIEW],
      [3, undefined, 'b'],
      [4, 'draft', '42'],
      [5, 'reflection', CLEAN],
    ]);
    expect(shown.answer).toBe('42');
    const asked = model.requests[2]!.messages;
    expect(asked.slice(1, 3)).toEqual([...REQUEST.messages, { role: 'assistant', content: DRAFT }]);
    expect(asked[3]?.content).toContain('off by one');
  });

  it('ends when the rounds are used up, with the last revision', async () => {
    const { outcome, model } = await run([DRAFT, REVIEW, 'Final Answer: 42'], { rounds: 1 });

    expect(outcome.finalAnswer).toBe('42');
    expect(model.requests).toHaveLength(3);
  });

  it.each([
    ['a review', [DRAFT, failure]],
    ['a revision', [DRAFT, REVIEW, failure]],
    ['an empty review', [DRAFT, '']],
    ['a revision without an answer', [DRAFT, REVIEW, 'Thought: only']],
  ])('keeps the answer that it has when %s fails', async (_what, replies) => {
    const { outcome, shown } = await run(replies);

    expect(outcome).toMatchObject({ finalAnswer: '41', complete: true });
    expect(outcome.warnings).toContain('review_failed');
    expect(shown).toEqual({ answer: '41', steps: textsOf(outcome.steps) });
  });

  it('fails as the first call does', async () => {
    await expect(run([failure])).rejects.toBe(failure);
  });

  it('does not review an answer that is not whole', async () => {
    const { outcome, model } = await run(['Thought: only']);

    expect(outcome).toMatchObject({ finalAnswer: '', complete: false });
    expect(model.requests).toHaveLength(1);
  });

  it('leaves the form that the caller asked for out of the review, and in the answers', async () => {
    const { model } = await run([DRAFT, CLEAN], {
      request: { ...REQUEST, stop: ['#'], responseFormat: { type: 'text' } },
    });

    expect(model.requests.map(({ stop, responseFormat }) => [stop, responseFormat])).toEqual([
      [['#'], { type: 'text' }],
      [undefined, undefined],
    ]);
  });

  it('makes no call that would pass a ceiling', async () => {
    const { outcome, model } = await run([DRAFT, REVIEW, 'Final Answer: 42'], { ceilings: { tokens: 3000 } });

    expect(model.requests).toHaveLength(2);
    expect(outcome).toMatchObject({ finalAnswer: '41', complete: true, warnings: ['ceiling_reached'] });
  });
});

describe('findsNothing', () => {
  it.each(['NO ISSUES', 'no issues found.', 'It holds.\nVerdict: NO ISSUES', '**Verdict: No issues.**'])(
    'takes %j for finding nothing',
    (review) => expect(findsNothing(review)).toBe(true),
  );

  it.each([
    '',
    'Verdict: REVISE',
    'No issues with the sums, but the unit is wrong.',
    'Verdict: NO ISSUES\nbut 3 is off',
  ])('takes %j for finding something', (review) => expect(findsNothing(review)).toBe(false));
});
